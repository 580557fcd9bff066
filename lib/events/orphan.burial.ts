import { HANDLER_MEMORY_MS } from '../delivery/delivery.js';
import type { DispatcherParts } from './dispatcher.parts.js';

/** Deliveries of handlers that nobody has shown for 72 hours are looked for this often, milliseconds: it reads every one that waits. */
const BURY_MS = 600_000;

/** Makes dead letters of what waits for a handler that no process has shown for 72 hours. */
export class OrphanBurial {
  /**
   * On the monotonic clock. The first is due that long after the boot: where everything was off for days, the process that starts
   * first must not give up what another, a moment later, has come to run.
   */
  private buriedAt: number;
  private shownBefore: number | null = null;

  constructor(
    private readonly parts: Pick<DispatcherParts, 'store' | 'storeClock' | 'clock' | 'buried'>,
  ) {
    this.buriedAt = parts.clock.monotonic();
  }

  /** Looks when this process's handlers were shown last, which must be before it shows them. */
  async arrive(handlerIds: readonly string[]): Promise<void> {
    const known = await this.parts.store.listHandlers();
    const own = known.filter(({ id }) => handlerIds.includes(id));
    if (own.length > 0) this.shownBefore = Math.max(...own.map(({ lastSeenAt }) => lastSeenAt));
  }

  async whenDue(): Promise<void> {
    const { clock, storeClock } = this.parts;
    if (clock.monotonic() - this.buriedAt < BURY_MS) return;
    await this.bury((await storeClock.now()) - HANDLER_MEMORY_MS);
    this.buriedAt = clock.monotonic();
  }

  /**
   * For processes that are woken from outside, and may never be up for as long as that: once in each, what had been missing for 72
   * hours already when its handlers were shown last. Things were running then, so it is not just about to start.
   */
  async onWaking(): Promise<void> {
    const { shownBefore } = this;
    this.shownBefore = null;
    if (shownBefore !== null) await this.bury(shownBefore - HANDLER_MEMORY_MS);
    await this.whenDue();
  }

  private async bury(lastSeenBefore: number): Promise<void> {
    for (const claimed of await this.parts.store.buryOrphans(lastSeenBefore)) {
      await this.parts.buried(claimed, 'No process has shown this handler for 72 hours.');
    }
  }
}
