import type { KhqrProvider } from './khqr-provider.port.js';

interface Use {
  accounts: number;
  readonly started: Promise<void>;
}

/** Keeps the port's promise to be started once, first, and closed once, last, also where several accounts share one instance. */
export class ProviderUsers {
  private readonly uses = new Map<KhqrProvider, Use>();
  private readonly closing = new Set<Promise<void>>();

  /** Another account uses it; resolves when it is started. Rejects with what `start` throws; a next try starts it again. */
  async add(provider: KhqrProvider): Promise<void> {
    const use = this.uses.get(provider) ?? { accounts: 0, started: start(provider) };
    this.uses.set(provider, use);
    use.accounts += 1;
    try {
      await use.started;
    } catch (error) {
      if (this.uses.get(provider) === use) this.uses.delete(provider);
      throw error;
    }
  }

  /** An account uses it no more. Not waited for: requests under way may take their time. */
  remove(provider: KhqrProvider): void {
    const use = this.uses.get(provider);
    if (!use) return;
    use.accounts -= 1;
    if (use.accounts > 0) return;
    this.uses.delete(provider);
    const closed = close(provider).finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }

  /** Ends the use of all; resolves when they are closed. */
  async close(): Promise<void> {
    const left = [...this.uses.keys()];
    this.uses.clear();
    await Promise.all([...left.map(close), ...this.closing]);
  }
}

async function start(provider: KhqrProvider): Promise<void> {
  await provider.start?.();
}

/** Never rejects: at the end there is nobody who could do anything about it. */
async function close(provider: KhqrProvider): Promise<void> {
  try {
    await provider.close?.();
  } catch {
    return;
  }
}
