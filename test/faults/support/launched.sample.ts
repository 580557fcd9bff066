import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

/** The launcher of sample/04-replicas, as somebody starts it in a terminal. */
export class LaunchedSample {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly waiting = new Set<() => void>();
  private printed = '';
  private over = false;

  constructor(databaseUrl: string) {
    this.child = spawn(process.execPath, ['sample/04-replicas/dist/main.js'], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, PORT: '0', SANDBOX_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.printed += chunk.toString();
        this.wake();
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        this.over = true;
        this.wake();
        resolve({ code, printed: this.printed });
      });
    });
  }

  /** What stands in the last line that fits, once there are `count` of them. Rejects where it ends before. */
  said(pattern: RegExp, count = 1): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = [...this.printed.matchAll(new RegExp(pattern, 'gm'))];
        if (found.length < count && !this.over) return;
        this.waiting.delete(look);
        const text = found[count - 1]?.[1];
        if (text === undefined) reject(new Error(`Not said: ${String(pattern)}\n${this.printed}`));
        else resolve(text);
      };
      this.waiting.add(look);
      look();
    });
  }

  /** Ctrl-C, or worse. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }
}
