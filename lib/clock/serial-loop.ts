import { AsyncResource } from 'node:async_hooks';
import type { KhqrClock, KhqrTimer } from './khqr-clock.js';

export interface SerialLoopHooks {
  /** A timer was set; where the loop shows itself to others. */
  readonly armed?: (timer: KhqrTimer) => void;
  /** The timer has fired or was taken back. */
  readonly disarmed?: (timer: KhqrTimer) => void;
  readonly failed: (error: unknown) => void;
}

/** After a run that threw, the next one starts this much later: a store that is down is not asked in a tight loop. */
const AFTER_FAILURE_MS = 1000;
/** A timer that is so late has been cleared by somebody else; a busy process is seldom later than that. */
const LOST_AFTER_MS = 1000;

/**
 * Runs one function again and again, never twice at once: each run says how many milliseconds later the next one starts.
 */
export class SerialLoop {
  private timer: KhqrTimer = undefined;
  private timerAt = Infinity;
  private running: Promise<void> | undefined;
  private woken = false;
  private active = false;
  private failures = 0;
  /** Whoever wakes the loop may be in a request, with a transaction in its asynchronous context: a run must not be part of it. */
  private readonly fireDetached = AsyncResource.bind(() => {
    this.fire();
  });

  constructor(
    private readonly clock: KhqrClock,
    private readonly run: () => Promise<number>,
    private readonly hooks: SerialLoopHooks,
  ) {}

  get started(): boolean {
    return this.active;
  }

  /** False also where the timer has been cleared by somebody else (it shows in Nest's SchedulerRegistry): then only `wake` sets it again. */
  get alive(): boolean {
    if (!this.active) return false;
    return this.running !== undefined || this.clock.monotonic() <= this.timerAt + LOST_AFTER_MS;
  }

  /** Its last runs have thrown, more than one: a single failure passes. */
  get failing(): boolean {
    return this.failures > 1;
  }

  start(): void {
    this.active = true;
    this.arm(0);
  }

  /** Runs at the latest `delayMs` from now; a run under way is followed by another. */
  wake(delayMs = 0): void {
    if (!this.active) return;
    if (this.running) this.woken = true;
    else if (this.clock.monotonic() + delayMs < this.timerAt || !this.alive) this.arm(delayMs);
  }

  /** No further run begins; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.active = false;
    this.disarm();
    await this.running;
  }

  private arm(delayMs: number): void {
    this.disarm();
    this.timerAt = this.clock.monotonic() + delayMs;
    this.timer = this.clock.setTimeout(this.fireDetached, delayMs);
    this.hooks.armed?.(this.timer);
  }

  private disarm(): void {
    if (this.timer === undefined) return;
    this.clock.clearTimeout(this.timer);
    this.hooks.disarmed?.(this.timer);
    this.timer = undefined;
    this.timerAt = Infinity;
  }

  private fire(): void {
    this.disarm();
    if (!this.active || this.running) return;
    this.woken = false;
    this.running = this.runSafely().then((delayMs) => {
      this.running = undefined;
      if (this.active) this.arm(this.woken ? 0 : delayMs);
    });
  }

  private async runSafely(): Promise<number> {
    try {
      const delayMs = await this.run();
      this.failures = 0;
      return delayMs;
    } catch (error) {
      this.failures += 1;
      this.hooks.failed(error);
      return AFTER_FAILURE_MS;
    }
  }
}
