import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SettingsError } from '../settings.js';

/** Long enough not to spin, short enough not to be noticed. Milliseconds. */
const AGAIN_MS = 1000;

/** One of the processes, watched: one that dies is started again, as systemd or Kubernetes would. */
export class ReplicaProcess {
  private child: ChildProcess | undefined;
  private again: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly name: string,
    private readonly role: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Resolves when it is up. Rejects where it ends before that. */
  start(): Promise<void> {
    const child = fork(process.argv[1] ?? '', [this.role], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.print(stream);
    return new Promise((resolve, reject) => {
      let up = false;
      child.once('message', () => {
        up = true;
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.child = undefined;
        if (up) this.startAgain(String(signal ?? code));
        else reject(new SettingsError(`${this.name} did not start; what it said is above.`));
      });
    });
  }

  /** Resolves when it has finished what it was doing. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  private startAgain(how: string): void {
    if (this.stopping) return;
    this.say(`ended (${how}); it is started again`);
    this.again = setTimeout(() => {
      this.start().catch(() => {
        this.startAgain('not up');
      });
    }, AGAIN_MS);
  }

  private print(stream: Readable): void {
    createInterface(stream).on('line', (line) => {
      this.say(line);
    });
  }

  private say(line: string): void {
    console.log(`${this.name.padEnd(8)} | ${line}`);
  }
}
