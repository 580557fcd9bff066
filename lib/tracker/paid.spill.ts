import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PaidEvidence } from '../payment/observation.js';

/** Money that the provider has reported and the store has not taken. */
export interface PaidInHand {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
  readonly evidence: PaidEvidence;
}

/** What is put behind the path, so that no two files ever have one name. */
const MARK_BYTES = 6;
const MARKED = /^(\.[0-9a-f]{12})?$/;

/**
 * Keeps PAID answers over a restart when the process must end while the store is down: in files that only their owner can
 * read, each written whole or not at all. They hold no credential.
 *
 * Processes may share the path: each end leaves a file of its own, which nobody writes to again, so that none takes away what
 * another one has added. Two starts may read one file; money that is settled twice is settled.
 */
export class PaidSpill {
  constructor(
    private readonly path: string,
    private readonly warn: (message: string) => void,
  ) {}

  async save(inHand: readonly PaidInHand[]): Promise<void> {
    if (inHand.length === 0) return;
    const file = `${this.path}.${randomBytes(MARK_BYTES).toString('hex')}`;
    const draft = `${file}.draft`;
    await writeFile(draft, JSON.stringify(inHand), { mode: 0o600, flush: true });
    await rename(draft, file);
  }

  /**
   * Hands every line to `take`, then removes the file. A line that throws keeps it whole. Those that this store does not know stay in a
   * file of their own, since another application may share the directory. Answers how many were taken.
   */
  async replay(take: (paid: PaidInHand) => Promise<boolean>): Promise<number> {
    let count = 0;
    for (const file of await this.files()) {
      const lines = await read(file);
      const strange: PaidInHand[] = [];
      for (const paid of lines) {
        if (await take(paid)) count += 1;
        else strange.push(paid);
      }
      if (strange.length > 0) {
        this.warn(
          `${file} tells of ${strange.length} paid payments that this store does not have. Another application may share the directory: give each its own tracker.spillFile.`,
        );
      }
      if (strange.length === lines.length) continue;
      await this.save(strange);
      await rm(file, { force: true });
    }
    return count;
  }

  /** Earlier releases left one without a mark. */
  private async files(): Promise<readonly string[]> {
    const [dir, name] = [dirname(this.path), basename(this.path)];
    const all = await orIfMissing(readdir(dir), []);
    const own = all.filter((file) => file.startsWith(name) && MARKED.test(file.slice(name.length)));
    return own.sort().map((file) => join(dir, file));
  }
}

async function read(file: string): Promise<readonly PaidInHand[]> {
  // Another start may have settled it meanwhile.
  const lines: unknown = JSON.parse(await orIfMissing(readFile(file, 'utf8'), '[]'));
  return Array.isArray(lines) ? lines.filter(isPaidInHand) : [];
}

async function orIfMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return otherwise;
    throw error;
  }
}

function isPaidInHand(line: unknown): line is PaidInHand {
  if (typeof line !== 'object' || line === null) return false;
  const { id, account, reference, evidence } = line as Record<string, unknown>;
  const named = [id, account, reference].every((value) => typeof value === 'string');
  return named && typeof evidence === 'object' && evidence !== null;
}
