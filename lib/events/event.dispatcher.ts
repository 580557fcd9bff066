import { Elapsed } from '../clock/elapsed.js';
import { atMost } from '../clock/at-most.js';
import { SerialLoop } from '../clock/serial-loop.js';
import type { ClaimedDelivery } from '../stores/delivery-queue.port.js';
import { deliverName, type DeliveryEnvelope } from './delivery.runner.js';
import type { DispatcherParts } from './dispatcher.parts.js';
import { OrphanBurial } from './orphan.burial.js';
import type { PaymentHandler } from './payment-handler.js';
import { RunningDeliveries } from './running.deliveries.js';

/** Runs of one handler under way at once in one process; each handler has its own places, so that one that hangs takes none of another. */
const MAX_RUNNING = 20;
/** Handlers show that they are still there this often, milliseconds; one that nobody has shown for five minutes counts as gone. */
const SHOW_MS = 120_000;
/** Beyond the time limit, for beginning and for writing the outcome. */
const LEASE_MARGIN_MS = 15_000;
const DRAIN_MS = 15_000;

/** Takes deliveries of this process's handlers from the store, runs them, and writes how it went. */
export class EventDispatcher {
  private readonly loop: SerialLoop;
  private readonly handlers = new Map<string, PaymentHandler>();
  private readonly listeners: (() => void)[] = [];
  private readonly running = new RunningDeliveries();
  private readonly burial: OrphanBurial;
  private shownAt = -Infinity;
  private closing = false;

  constructor(private readonly parts: DispatcherParts) {
    this.loop = new SerialLoop(parts.clock, () => this.tick(), parts.hooks);
    this.burial = new OrphanBurial(parts);
  }

  get started(): boolean {
    return this.loop.started;
  }

  /** The store does not let it look for what is due. */
  get failing(): boolean {
    return this.loop.failing;
  }

  /** Makes this process's handlers known to every process. */
  async introduce(handlers: readonly PaymentHandler[]): Promise<void> {
    for (const handler of handlers) this.handlers.set(handler.id, handler);
    await this.burial.arrive([...this.handlers.keys()]);
    await this.show();
  }

  /** Attaches one listener for each handler. */
  attach(): void {
    const { emitter } = this.parts;
    for (const handler of this.handlers.values()) {
      const listener = (envelope: DeliveryEnvelope): void => {
        envelope.run ??= handler.invoke(envelope.event);
      };
      const name = deliverName(handler.id);
      emitter.on(name, listener);
      this.listeners.push(() => emitter.off(name, listener));
    }
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be due: look now. */
  wake(): void {
    this.loop.wake();
  }

  /** Runs what is due now, until nothing is or the time has come; answers how many runs ended well. */
  async deliverDue(untilMonotonic: number): Promise<number> {
    const { clock } = this.parts;
    await this.burial.onWaking();
    let done = 0;
    for (;;) {
      const started = await this.launch();
      const ends = this.running.all().map(async (run) => {
        if (await run) done += 1;
      });
      await atMost(clock, Math.max(0, untilMonotonic - clock.monotonic()), Promise.all(ends));
      if (started === 0 || clock.monotonic() >= untilMonotonic) return done;
    }
  }

  /** Begins nothing more, waits for handlers under way at most 15 s, and takes the listeners away. Never rejects. */
  async drain(): Promise<void> {
    this.closing = true;
    const ended = this.loop.stop().then(() => Promise.allSettled(this.running.all()));
    await atMost(this.parts.clock, DRAIN_MS, ended);
    for (const off of this.listeners.splice(0)) off();
  }

  private async tick(): Promise<number> {
    const { clock, settings } = this.parts;
    if (clock.monotonic() - this.shownAt >= SHOW_MS) await this.show();
    let wait = await this.untilDue();
    if (wait <= 0) {
      await this.launch();
      wait = await this.untilDue();
    }
    return Math.max(1, Math.min(settings.tracker.tickMs, wait));
  }

  /** Where there is no room, the next run to end wakes the loop. */
  private async untilDue(): Promise<number> {
    const { store, storeClock } = this.parts;
    const nextAt = await store.nextDeliveryAt(this.withRoom().map(({ id }) => id));
    return nextAt === null ? Infinity : nextAt - (await storeClock.now());
  }

  private async show(): Promise<void> {
    const { store, clock } = this.parts;
    const rows = [...this.handlers.values()].flatMap(({ id, subscriptions }) =>
      subscriptions.map(({ type, account }) => ({ id, type, account })),
    );
    const missed = await store.registerHandlers(rows);
    if (missed > 0) await this.parts.missed(missed);
    this.shownAt = clock.monotonic();
    await this.burial.whenDue();
  }

  /** Begins what is due; answers how many. Handlers with one time limit are claimed for together: a long lease is only theirs. */
  private async launch(): Promise<number> {
    let begun = 0;
    for (const timeoutMs of new Set(Array.from(this.handlers.values(), (one) => one.timeoutMs))) {
      begun += await this.launchWithin(timeoutMs);
    }
    return begun;
  }

  private async launchWithin(timeoutMs: number): Promise<number> {
    const { store, owner, clock } = this.parts;
    const leaseMs = timeoutMs + LEASE_MARGIN_MS;
    let begun = 0;
    for (;;) {
      const free = this.withRoom().filter((handler) => handler.timeoutMs === timeoutMs);
      if (free.length === 0 || this.closing) return begun;
      const limit = Math.min(...free.map(({ id }) => MAX_RUNNING - this.running.countOf(id)));
      const handlerIds = free.map(({ id }) => id);
      const elapsed = new Elapsed(clock);
      const claims = await store.claimDeliveries({ owner, handlerIds, limit, leaseMs });
      for (const claimed of claims) this.begin(claimed, () => elapsed.ms > LEASE_MARGIN_MS);
      begun += claims.length;
      if (claims.length < limit) return begun;
    }
  }

  private begin(claimed: ClaimedDelivery, isLate: () => boolean): void {
    const { executor, hooks } = this.parts;
    const { id, handlerId, epoch } = claimed.delivery;
    const handler = this.handlers.get(handlerId);
    if (!handler) return;
    const running = this.running.leaseOf(id);
    if (running) {
      executor.renew(running, claimed).catch(hooks.failed);
      return;
    }
    const lease = { epoch, isLate };
    const work = this.isClosing()
      ? executor.putBack(id, lease, 0).then(() => false)
      : executor.execute(handler, claimed, lease);
    // The store did not take the outcome: the lease ends by itself and the handler runs again with the same event id.
    const run = work.catch((error: unknown) => {
      hooks.failed(error);
      return false;
    });
    this.running.add(claimed.delivery, lease, run, () => {
      this.loop.wake();
    });
  }

  /** The shutdown may have begun while the store was being waited for. */
  private isClosing(): boolean {
    return this.closing;
  }

  private withRoom(): PaymentHandler[] {
    return [...this.handlers.values()].filter(({ id }) => this.running.countOf(id) < MAX_RUNNING);
  }
}
