import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';

const DEBIAN = '/usr/lib/postgresql';

/** Debian's server programs of the newest version; undefined where they are not installed. */
function binaries(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/** `describe` where PostgreSQL's programs are installed; elsewhere it is skipped and says so, or fails with KHQR_REQUIRE_POSTGRES=1. */
export function describePrivatePostgres(name: string, suite: () => void): void {
  if (process.env.KHQR_REQUIRE_POSTGRES === '1' || binaries() !== undefined) {
    describe(name, suite);
    return;
  }
  process.stdout.write(`Skipped for want of PostgreSQL's programs in ${DEBIAN}: ${name}\n`);
  describe.skip(name, suite);
}

/** A server of the test's own, which may be stopped and killed. */
export class PrivatePostgres {
  private constructor(
    private readonly bin: string,
    private readonly dir: string,
    private readonly port: number,
  ) {}

  static async open(): Promise<PrivatePostgres> {
    const bin = binaries();
    if (bin === undefined) throw new Error(`PostgreSQL's programs are not in ${DEBIAN}.`);
    const dir = mkdtempSync(join(tmpdir(), 'khqr-postgres-'));
    const server = new PrivatePostgres(bin, dir, await freePort());
    if (isRoot()) execFileSync('chown', ['postgres', dir]);
    server.run('initdb', '-D', server.data, '-U', 'postgres', '-A', 'trust', '--no-sync');
    server.start();
    return server;
  }

  get connectionString(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Returns when it takes connections. */
  start(): void {
    const options = `-p ${this.port} -k ${this.dir} -c listen_addresses=127.0.0.1`;
    this.run('pg_ctl', '-D', this.data, '-w', '-l', join(this.dir, 'log'), '-o', options, 'start');
  }

  /** `fast`: as an administrator stops it; `immediate`: as if it had crashed. */
  stop(mode: 'fast' | 'immediate'): void {
    this.run('pg_ctl', '-D', this.data, '-w', '-m', mode, 'stop');
  }

  close(): void {
    const { bin, data } = this;
    const stop = as('postgres', [join(bin, 'pg_ctl'), '-D', data, '-w', '-m', 'immediate', 'stop']);
    // It may be down already.
    spawnSync(stop.command, stop.args, { stdio: 'ignore' });
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.dir, 'data');
  }

  private run(program: string, ...args: string[]): void {
    const { command, args: all } = as('postgres', [join(this.bin, program), ...args]);
    execFileSync(command, all, { stdio: 'ignore', cwd: this.dir });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root. */
function as(user: string, words: readonly string[]): { command: string; args: string[] } {
  const all = isRoot() ? ['runuser', '-u', user, '--', ...words] : words;
  const [command = '', ...args] = all;
  return { command, args };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
