import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { atMost } from '../clock/at-most.js';
import { SerialLoop, type SerialLoopHooks } from '../clock/serial-loop.js';
import { HANDLER_MEMORY_MS, handles } from '../delivery/delivery.js';
import { retryDelay } from '../delivery/retry-schedule.js';
import type { KhqrSettings } from '../khqr.options.js';
import type { ClaimedDelivery, DeliveryOutcome } from '../stores/delivery-queue.port.js';
import type { PaymentStore } from '../stores/payment-store.port.js';
import {
  deliverName,
  type DeliveryEnvelope,
  type DeliveryRunner,
  type RunOutcome,
} from './delivery.runner.js';
import type { PaymentHandler } from './payment-handler.js';
import type { Emitter } from './plain-event.publisher.js';

export interface DispatcherParts {
  readonly store: PaymentStore;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  readonly emitter: Emitter;
  readonly runner: DeliveryRunner;
  readonly settings: Pick<KhqrSettings, 'delivery' | 'tracker'>;
  readonly owner: string;
  readonly hooks: SerialLoopHooks;
  /** A delivery has become a dead letter. */
  readonly buried: (claimed: ClaimedDelivery, error: string) => Promise<void>;
}

/** Handlers under way at once in one process. */
const MAX_RUNNING = 50;
/** Handlers show that they are still there this often, milliseconds. */
const SHOW_MS = 60_000;
/** Paid that waits for a release under way looks again soon; Expired that waits for another code has time. Milliseconds. */
const WAIT_MS = { paid: 1000, expired: 15_000 } as const;
/** Beyond the time limit, for writing the outcome. */
const LEASE_MARGIN_MS = 15_000;
const DRAIN_MS = 15_000;

/** Takes deliveries of this process's handlers from the store, runs them, and writes how it went. */
export class EventDispatcher {
  private readonly loop: SerialLoop;
  private readonly handlers = new Map<string, PaymentHandler>();
  private readonly listeners: (() => void)[] = [];
  private readonly running = new Set<Promise<boolean>>();
  private shownAt = -Infinity;
  private closing = false;

  constructor(private readonly parts: DispatcherParts) {
    this.loop = new SerialLoop(parts.clock, () => this.tick(), parts.hooks);
  }

  get started(): boolean {
    return this.loop.started;
  }

  /** Makes this process's handlers known to every process. */
  async introduce(handlers: readonly PaymentHandler[]): Promise<void> {
    for (const handler of handlers) this.handlers.set(handler.id, handler);
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
    let done = 0;
    for (;;) {
      const started = await this.launch();
      const ends = [...this.running].map(async (run) => {
        if (await run) done += 1;
      });
      await atMost(clock, Math.max(0, untilMonotonic - clock.monotonic()), Promise.all(ends));
      if (started === 0 || clock.monotonic() >= untilMonotonic) return done;
    }
  }

  /** Begins nothing more, waits for handlers under way at most 15 s, and takes the listeners away. Never rejects. */
  async drain(): Promise<void> {
    this.closing = true;
    const ended = this.loop.stop().then(() => Promise.allSettled(this.running));
    await atMost(this.parts.clock, DRAIN_MS, ended);
    for (const off of this.listeners.splice(0)) off();
  }

  private async tick(): Promise<number> {
    const { store, clock, settings } = this.parts;
    if (clock.monotonic() - this.shownAt >= SHOW_MS) await this.show();
    await this.launch();
    // A full house: the next one to end wakes the loop.
    if (this.running.size >= MAX_RUNNING) return settings.tracker.tickMs;
    const nextAt = await store.nextDeliveryAt([...this.handlers.keys()]);
    const wait = nextAt === null ? settings.tracker.tickMs : nextAt - (await store.now());
    return Math.max(1, Math.min(settings.tracker.tickMs, wait));
  }

  private async show(): Promise<void> {
    const { store, clock } = this.parts;
    const rows = [...this.handlers.values()].flatMap(({ id, subscriptions }) =>
      subscriptions.map(({ type, account }) => ({ id, type, account })),
    );
    await store.registerHandlers(rows);
    this.shownAt = clock.monotonic();
    const lost = await store.buryOrphans((await store.now()) - HANDLER_MEMORY_MS);
    for (const claimed of lost) {
      await this.parts.buried(claimed, 'No process has shown this handler for 72 hours.');
    }
  }

  /** Begins what is due; answers how many. */
  private async launch(): Promise<number> {
    const room = MAX_RUNNING - this.running.size;
    if (room <= 0 || this.handlers.size === 0 || this.closing) return 0;
    const limits = [...this.handlers.values()].map(({ timeoutMs }) => timeoutMs);
    const claims = await this.parts.store.claimDeliveries({
      owner: this.parts.owner,
      handlerIds: [...this.handlers.keys()],
      limit: room,
      leaseMs: Math.max(...limits) + LEASE_MARGIN_MS,
    });
    for (const claimed of claims) {
      const run = this.deliver(claimed)
        // The store did not take the outcome: the lease ends by itself and the handler runs again with the same event id.
        .catch((error: unknown) => {
          this.parts.hooks.failed(error);
          return false;
        })
        .finally(() => {
          this.running.delete(run);
          this.loop.wake();
        });
      this.running.add(run);
    }
    return claims.length;
  }

  private async deliver(claimed: ClaimedDelivery): Promise<boolean> {
    const { store, runner } = this.parts;
    const { id, epoch, handlerId } = claimed.delivery;
    const { event } = claimed;
    const handler = this.handlers.get(handlerId);
    if (!handler) return false;
    const start = await store.startDelivery(id, epoch);
    if (start.verdict === 'lost') return false;
    // An earlier release's handler of this identity took more than this one does.
    const wanted = handler.subscriptions.some((subscription) => handles(subscription, event));
    if (start.verdict === 'superseded' || !wanted) {
      await store.finishDelivery(id, epoch, { status: 'superseded' });
      return false;
    }
    if (start.verdict === 'wait') {
      const outcome = {
        status: 'waiting',
        delayMs: event.type === 'khqr.payment.expired' ? WAIT_MS.expired : WAIT_MS.paid,
        error: null,
        countAttempt: false,
      } as const;
      await store.finishDelivery(id, epoch, outcome);
      return false;
    }
    const result = await runner.run(handler, claimed, start);
    const outcome = this.outcomeOf(result, claimed.delivery.attempt);
    const current = await store.finishDelivery(id, epoch, outcome);
    if (current && outcome.status === 'dead') await this.parts.buried(claimed, outcome.error);
    return result.ok;
  }

  private outcomeOf(result: RunOutcome, attempt: number): DeliveryOutcome {
    if (result.ok) return { status: 'done' };
    const { random, settings } = this.parts;
    const delayMs = retryDelay(attempt, settings.delivery.retryDelaysMs, random.number());
    return delayMs === null
      ? { status: 'dead', error: result.error }
      : { status: 'waiting', delayMs, error: result.error, countAttempt: true };
  }
}
