import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrRandom } from '../../clock/khqr-random.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { SandboxCall } from './sandbox-code.js';
import {
  checkFaults,
  latencyRange,
  verdict,
  type SandboxFailure,
  type SandboxFaults,
  type SandboxVerdict,
} from './sandbox-fault.js';

/** Decides for each request what befalls it: what a test has asked for first, then by chance. */
export class FaultPlan {
  readonly #clock: KhqrClock;
  readonly #random: KhqrRandom;
  readonly #scripted: {
    readonly verdict: SandboxVerdict;
    readonly call: SandboxCall | undefined;
  }[] = [];
  /** When the requests of the last second were let through, oldest first. */
  readonly #recent: number[] = [];
  #faults: SandboxFaults;

  constructor(clock: KhqrClock, random: KhqrRandom, faults: SandboxFaults) {
    this.#clock = clock;
    this.#random = random;
    this.#faults = checkFaults(faults);
  }

  get faults(): SandboxFaults {
    return this.#faults;
  }

  set faults(faults: SandboxFaults) {
    this.#faults = checkFaults(faults);
  }

  failNext(failure: SandboxFailure | ProviderFailure, times: number, call?: SandboxCall): void {
    for (let count = 0; count < times; count += 1) {
      this.#scripted.push({ verdict: verdict(failure), call });
    }
  }

  /** What befalls this request; null: nothing. */
  next(call: SandboxCall): SandboxVerdict | null {
    const scripted = this.#scripted.findIndex((entry) => (entry.call ?? call) === call);
    if (scripted >= 0) return this.#scripted.splice(scripted, 1)[0]?.verdict ?? null;
    const { notSent, unauthorized, lostAnswers, errors, createErrors } = this.#faults;
    if (this.#chance(notSent)) return verdict('not-sent');
    if (unauthorized === true) return verdict('unauthorized');
    const limited = this.#limited();
    if (limited) return limited;
    if (this.#chance(call === 'create' ? (createErrors ?? errors) : errors)) {
      return verdict('error');
    }
    return this.#chance(lostAnswers) ? verdict('lost') : null;
  }

  /** How long this request's answer takes, milliseconds. */
  latency(): number {
    const [min, max] = latencyRange(this.#faults);
    return max > min ? min + this.#random.number() * (max - min) : min;
  }

  #chance(share = 0): boolean {
    return share > 0 && this.#random.number() < share;
  }

  #limited(): SandboxVerdict | null {
    const { rateLimit } = this.#faults;
    if (!rateLimit) return null;
    const now = this.#clock.monotonic();
    while (now - (this.#recent[0] ?? now) >= 1000) this.#recent.shift();
    if (this.#recent.length < rateLimit.perSecond) {
      this.#recent.push(now);
      return null;
    }
    const { lost, failure } = verdict('rate-limited');
    const { retryAfterMs } = rateLimit;
    const told = retryAfterMs !== undefined && failure.kind === 'lane';
    return { lost, failure: told ? { ...failure, retryAfterMs } : failure };
  }
}
