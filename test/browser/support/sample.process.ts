import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = 'sample/01-shop/dist/main.js';

export const PASSWORD = 'a password of the test';

/** What is run is what `npm start` runs: `npm run build && npm run build:sample` makes it. */
export const isBuilt = existsSync(MAIN) && existsSync('dist/esm/index.js');

/** The sample shop as a process, over a file of its own; it may be ended and started again. */
export class SampleProcess {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'khqr-sample-'));
  private child: ChildProcess | undefined;
  private port = '0';

  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {}

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Resolves when the shop is open: on a free port, and after that on the same one. */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      SHOP_DATA: path.join(this.folder, 'shop.db'),
      ADMIN_PASSWORD: PASSWORD,
      PORT: this.port,
      ...this.environment,
    };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    for await (const line of createInterface(child.stdout)) {
      const port = /The shop is open: +http:\/\/localhost:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      this.port = port;
      // What it prints from now on is nobody's business, but has to go somewhere.
      child.stdout.resume();
      return;
    }
    throw new Error('The sample shop ended before it was open.');
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}
