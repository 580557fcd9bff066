import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { SandboxCall } from './sandbox-code.js';
import type { Delays } from './sandbox.delays.js';
import type { FaultPlan } from './sandbox.faults.js';
import type { SandboxTraffic } from './sandbox.traffic.js';

/** What came of a request. `lost`: it has taken effect although it failed. */
export type SandboxReply<T> =
  | { readonly outcome: 'answered'; readonly value: T }
  | { readonly outcome: 'failed'; readonly failure: ProviderFailure; readonly lost: boolean };

/** The way between a shop and the bank, where requests are counted, delayed and lost. */
export class SandboxNetwork {
  readonly #clock: KhqrClock;
  readonly #delays: Delays;
  readonly #plan: FaultPlan;
  readonly #traffic: SandboxTraffic;

  constructor(clock: KhqrClock, delays: Delays, plan: FaultPlan, traffic: SandboxTraffic) {
    this.#clock = clock;
    this.#delays = delays;
    this.#plan = plan;
    this.#traffic = traffic;
  }

  /** The effect happens half-way; a caller who waits for less than the whole way learns nothing of it. */
  async request<T>(
    call: SandboxCall,
    keys: readonly string[],
    effect: () => T | Promise<T>,
    deadlineMs: number,
  ): Promise<SandboxReply<T>> {
    const verdict = this.#plan.next(call);
    if (verdict?.failure.kind === 'not-sent') return { outcome: 'failed', ...verdict };
    const latency = this.#plan.latency();
    const half = Math.min(latency, deadlineMs) / 2;
    const now = this.#clock.now();
    const ends = keys.map((key) => this.#traffic.begin(call, key, now));
    try {
      await this.#delays.wait(half);
      if (verdict && !verdict.lost) {
        await this.#delays.wait(half);
        return latency > deadlineMs ? late(deadlineMs, false) : { outcome: 'failed', ...verdict };
      }
      const value = await effect();
      await this.#delays.wait(half);
      if (latency > deadlineMs) return late(deadlineMs, true);
      return verdict ? { outcome: 'failed', ...verdict } : { outcome: 'answered', value };
    } finally {
      for (const end of ends) end();
    }
  }
}

function late(deadlineMs: number, lost: boolean): SandboxReply<never> {
  const message = `The bank has not answered within ${deadlineMs} ms.`;
  return { outcome: 'failed', failure: { kind: 'in-doubt', message }, lost };
}
