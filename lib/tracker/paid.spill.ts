import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { PaidEvidence } from '../payment/observation.js';

/** Money that the provider has reported and the store has not taken. */
export interface PaidInHand {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
  readonly evidence: PaidEvidence;
}

/**
 * Keeps PAID answers over a restart when the process must end while the store is down: a file that only its owner can
 * read, written whole or not at all. It holds no credential.
 */
export class PaidSpill {
  constructor(private readonly path: string) {}

  /** Adds to what an earlier shutdown has left. */
  async save(inHand: readonly PaidInHand[]): Promise<void> {
    if (inHand.length === 0) return;
    const all = [...(await this.read()), ...inHand];
    const draft = `${this.path}.${process.pid}`;
    await writeFile(draft, JSON.stringify(all), { mode: 0o600, flush: true });
    await rename(draft, this.path);
  }

  /** Hands every line to `take`, then removes the file; a line that is not taken keeps it. Answers how many there were. */
  async replay(take: (paid: PaidInHand) => Promise<void>): Promise<number> {
    const all = await this.read();
    for (const paid of all) await take(paid);
    if (all.length > 0) await rm(this.path, { force: true });
    return all.length;
  }

  private async read(): Promise<readonly PaidInHand[]> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return [];
      throw error;
    }
    const lines: unknown = JSON.parse(text);
    return Array.isArray(lines) ? lines.filter(isPaidInHand) : [];
  }
}

function isPaidInHand(line: unknown): line is PaidInHand {
  if (typeof line !== 'object' || line === null) return false;
  const { id, account, reference, evidence } = line as Record<string, unknown>;
  const named = [id, account, reference].every((value) => typeof value === 'string');
  return named && typeof evidence === 'object' && evidence !== null;
}
