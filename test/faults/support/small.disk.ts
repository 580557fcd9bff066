import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';

/** A disk of its own below a directory; few processes may mount one. */
export class SmallDisk {
  readonly path: string;

  constructor(directory: string, size: string) {
    this.path = path.join(directory, `disk-${size}`);
    mkdirSync(this.path);
    run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'none', this.path);
  }

  makeReadOnly(): void {
    run('mount', '-o', 'remount,ro', this.path);
  }

  /** To the last byte. */
  fill(): void {
    for (;;) {
      try {
        appendFileSync(this.#ballast, Buffer.alloc(4096));
      } catch {
        return;
      }
    }
  }

  free(): void {
    rmSync(this.#ballast);
  }

  close(): void {
    run('umount', '-l', this.path);
  }

  get #ballast(): string {
    return path.join(this.path, 'ballast');
  }
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

function mayMount(): boolean {
  const directory = mkdtempSync(path.join(tmpdir(), 'khqr-mount-'));
  try {
    new SmallDisk(directory, '16k').close();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** `describe` where this process may mount; elsewhere the suite is skipped, and Jest says so. */
export const describeDisk = mayMount() ? describe : describe.skip;
