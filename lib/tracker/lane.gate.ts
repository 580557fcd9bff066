import type { KhqrRandom } from '../clock/khqr-random.js';
import { returnToLane, takeFromLane } from '../polling/lane.grants.js';
import { newLane, type LaneMode, type LanePolicy } from '../polling/lane.js';
import { learn, type LaneFeedback } from '../polling/lane.learning.js';
import type { ProviderFailure } from '../providers/provider-failure.js';
import type { RateLedger } from '../stores/rate-ledger.port.js';

export interface Grant {
  readonly granted: number;
  /** Milliseconds from now until there may be more. */
  readonly retryInMs: number;
  readonly mode: LaneMode;
  /** When this was decided, on the store's clock: to be told with the answers. */
  readonly at: number;
}

/**
 * Everybody who wants to send a request asks here first and tells here how it went. What was learnt from ordinary
 * answers is carried along with the next asking, so that an answer costs no write of its own; a refusal is written at once.
 */
export class LaneGate {
  private readonly learnt = new Map<string, LaneFeedback>();

  constructor(
    private readonly ledger: RateLedger,
    private readonly random: KhqrRandom,
  ) {}

  async take(
    lane: string,
    policy: LanePolicy,
    kind: 'check' | 'create',
    want: number,
  ): Promise<Grant> {
    const feedback = this.collect(lane);
    const jitter = this.random.number();
    return this.ledger.decideLane(lane, (known, now) => {
      const state = feedback ? learn(known ?? newLane(policy, now), feedback, now, jitter) : known;
      const grant = takeFromLane(state, policy, kind, want, now);
      return {
        state: grant.state,
        result: {
          granted: grant.granted,
          retryInMs: Math.max(0, grant.retryAt - now),
          mode: grant.mode,
          at: now,
        },
      };
    });
  }

  async giveBack(lane: string, unused: number): Promise<void> {
    if (unused <= 0) return;
    await this.ledger.decideLane(lane, (state, now) => ({
      state: state && returnToLane(state, unused, now),
      result: undefined,
    }));
  }

  /** What comes between a grant and its requests: where it fails nothing is sent, and a day's quota must not go by in vain. */
  async orGiveBack<T>(lane: string, granted: number, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      await this.giveBack(lane, granted).catch(() => undefined);
      throw error;
    }
  }

  /** `grantedAt` is that of the request's grant. */
  good(lane: string, grantedAt: number): void {
    const before = this.learnt.get(lane) ?? { good: 0, failed: 0 };
    const newest = Math.max(before.grantedAt ?? grantedAt, grantedAt);
    this.learnt.set(lane, { ...before, good: before.good + 1, grantedAt: newest });
  }

  /** Answers whether the lane has just been stopped by this. */
  async failed(
    lane: string,
    policy: LanePolicy,
    failure: ProviderFailure,
    grantedAt: number,
  ): Promise<boolean> {
    if (failure.kind === 'payment') {
      this.good(lane, grantedAt);
      return false;
    }
    if (failure.kind !== 'lane') {
      const before = this.learnt.get(lane) ?? { good: 0, failed: 0 };
      this.learnt.set(lane, { ...before, failed: before.failed + 1 });
      return false;
    }
    // What came before the refusal is learnt before it, or it would undo it.
    const feedback = this.collect(lane);
    const jitter = this.random.number();
    return this.ledger.decideLane(lane, (known, now) => {
      const before = known ?? newLane(policy, now);
      const state = feedback ? learn(before, feedback, now, jitter) : before;
      return {
        state: learn(state, laneFeedback(failure), now, jitter),
        result: failure.reason === 'stopped' && state.stopped === null,
      };
    });
  }

  private collect(lane: string): LaneFeedback | undefined {
    const feedback = this.learnt.get(lane);
    this.learnt.delete(lane);
    return feedback;
  }
}

function laneFeedback(failure: Extract<ProviderFailure, { kind: 'lane' }>): LaneFeedback {
  const nothing = { good: 0, failed: 0 };
  switch (failure.reason) {
    case 'stopped':
      return { ...nothing, stopped: failure.message };
    case 'rate-limited':
      return { ...nothing, rateLimited: { retryAfterMs: failure.retryAfterMs ?? null } };
    case 'quota':
      return { ...nothing, quotaSpent: true };
  }
}
