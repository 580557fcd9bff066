import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { returnToLane, takeFromLane } from '../../../lib/polling/lane.grants.js';
import { learn, type LaneFeedback } from '../../../lib/polling/lane.learning.js';
import {
  BREAK_AFTER,
  effectiveRate,
  laneMode,
  newLane,
  type LanePolicy,
  type LaneState,
} from '../../../lib/polling/lane.js';
import { nextPhnomPenhMidnight } from '../../../lib/clock/phnom-penh.js';

const NOW = Date.UTC(2026, 10, 22, 3);
const POLICY: LanePolicy = { ratePerSecond: 100, requestsPerDay: null };
const FRESH = newLane(POLICY, NOW);
const NOTHING: LaneFeedback = { good: 0, failed: 0 };
const GOOD: LaneFeedback = { good: 1, failed: 0 };
const FAILED: LaneFeedback = { good: 0, failed: 1 };

function repeat(state: LaneState, feedback: LaneFeedback, times: number, now = NOW): LaneState {
  let next = state;
  for (let time = 0; time < times; time += 1) next = learn(next, feedback, now, 0);
  return next;
}

describe('learn: the breaker', () => {
  const broken = repeat(FRESH, FAILED, BREAK_AFTER);

  it('opens after five failures in a row, one by one or together', () => {
    expect(laneMode(repeat(FRESH, FAILED, BREAK_AFTER - 1), NOW)).toBe('running');
    expect(laneMode(broken, NOW)).toBe('broken');
    expect(laneMode(learn(FRESH, { good: 0, failed: 60 }, NOW, 0), NOW)).toBe('broken');
  });

  it('counts from 0 after a good answer, and not what failed beside one', () => {
    const shaky = repeat(FRESH, FAILED, BREAK_AFTER - 1);
    expect(repeat(learn(shaky, GOOD, NOW, 0), FAILED, BREAK_AFTER - 1).failures).toBe(4);
    expect(laneMode(learn(shaky, { good: 1, failed: 50 }, NOW, 0), NOW)).toBe('running');
  });

  it('waits a second for the first probe, and failures meanwhile do not put it off', () => {
    expect(broken.probeAt).toBe(NOW + 1000);
    expect(learn(broken, FAILED, NOW + 900, 0).probeAt).toBe(NOW + 1000);
  });

  it('closes with a good answer, from one request a second doubling each second', () => {
    const closed = learn(broken, GOOD, NOW, 0);
    const rates = [0, 1, 2, 3, 6, 7, 60].map((s) => effectiveRate(closed, NOW + s * 1000));
    expect(rates).toEqual([1, 2, 4, 8, 64, 100, 100]);
    expect(laneMode(closed, NOW)).toBe('slow-start');
    expect(laneMode(closed, NOW + 7000)).toBe('running');
  });

  it('does not end a slow start because of one failure: the service would get the whole rate at its weakest', () => {
    const closed = learn(broken, GOOD, NOW, 0);
    const shaken = learn(closed, FAILED, NOW + 1000, 0);
    expect(effectiveRate(shaken, NOW + 1000)).toBe(2);
    expect(laneMode(repeat(shaken, FAILED, BREAK_AFTER - 1, NOW + 1000), NOW + 1000)).toBe(
      'broken',
    );
  });

  it('sends a service that has just come back less than half of the rate in its first five seconds', () => {
    let state = learn(broken, GOOD, NOW, 0);
    let granted = 0;
    for (let at = NOW; at < NOW + 5000; at += 50) {
      const grant = takeFromLane(state, POLICY, 'check', 1000, at);
      state = grant.state;
      granted += grant.granted;
    }
    expect(granted).toBeGreaterThan(30);
    expect(granted).toBeLessThan(100);
  });
});

describe('learn: 429', () => {
  const limited = (retryAfterMs: number | null): LaneFeedback => ({
    ...NOTHING,
    rateLimited: { retryAfterMs },
  });

  it.each([
    [7000, 7000],
    [null, 5000],
    [0, 1000],
    [-5, 1000],
    [86_400_000, 120_000],
    [Infinity, 120_000],
  ])('asked to wait %p ms, waits %p ms', (asked, waits) => {
    const state = learn(FRESH, limited(asked), NOW, 0);
    expect(state).toMatchObject({ blockedUntil: NOW + waits, blockedBy: 'rate-limited', rate: 85 });
    expect(learn(FRESH, limited(asked), NOW, 1).blockedUntil).toBe(NOW + waits + 1000);
  });

  it('is one lesson for the requests that were under way together', () => {
    const first = learn(FRESH, limited(1000), NOW, 0);
    const same = learn(first, limited(9000), NOW + 900, 0);
    expect(same).toMatchObject({ rate: 85, blockedUntil: NOW + 9900 });
    expect(learn(same, limited(1000), NOW + 1000, 0)).toMatchObject({
      rate: 85 * 0.85,
      blockedUntil: NOW + 9900,
    });
  });

  it('never brings the rate to nothing, and demand brings it back', () => {
    let state: LaneState = FRESH;
    for (let at = NOW; at < NOW + 100_000; at += 1000) state = learn(state, limited(0), at, 0);
    expect(state.rate).toBe(0.2);
    for (let at = NOW + 102_000; at < NOW + 220_000; at += 50) {
      state = takeFromLane(state, POLICY, 'check', 1000, at).state;
    }
    expect(state.rate).toBe(100);
  });
});

describe('learn: what stops a lane', () => {
  it('keeps a spent quota until midnight, whatever else comes', () => {
    const spent = learn(FRESH, { ...NOTHING, quotaSpent: true }, NOW, 0);
    const midnight = nextPhnomPenhMidnight(NOW);
    expect(laneMode(spent, NOW)).toBe('quota');
    const limited = learn(spent, { ...NOTHING, rateLimited: { retryAfterMs: 1000 } }, NOW, 0);
    expect(laneMode(learn(limited, GOOD, NOW, 0), midnight - 1)).toBe('quota');
    expect(laneMode(limited, midnight)).toBe('running');
  });

  it('stops where the credential is refused, until an answer is good', () => {
    const stopped = learn(FRESH, { ...NOTHING, stopped: 'Invalid API key' }, NOW, 0);
    expect(laneMode(stopped, NOW + 1e9)).toBe('stopped');
    expect(stopped.probeAt).toBe(NOW + 30_000);
    const back = learn(stopped, GOOD, NOW + 30_000, 0);
    expect(back.stopped).toBeNull();
    expect(laneMode(back, NOW + 30_000)).toBe('slow-start');
  });
});

describe('a lane, whatever happens to it', () => {
  const feedbacks = fc.record(
    {
      good: fc.integer({ min: 0, max: 3 }),
      failed: fc.integer({ min: 0, max: 6 }),
      rateLimited: fc.record({ retryAfterMs: fc.option(fc.double({ noNaN: true })) }),
      stopped: fc.string(),
      quotaSpent: fc.boolean(),
    },
    { requiredKeys: ['good', 'failed'] },
  );
  const steps = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 40_000 }),
      feedback: fc.option(feedbacks),
      want: fc.integer({ min: 0, max: 200 }),
      kind: fc.constantFrom('check' as const, 'create' as const),
      unused: fc.integer({ min: 0, max: 20 }),
    }),
    { maxLength: 80, size: 'max' },
  );
  const policies = fc.record({
    ratePerSecond: fc.option(fc.double({ min: 0.1, max: 5000, noNaN: true })),
    requestsPerDay: fc.option(fc.integer({ min: 1, max: 500 })),
  });

  /** Whoever got less than wanted is told a time to come back that lies ahead, and within a day and a bit. */
  function comesBack(
    state: LaneState,
    policy: LanePolicy,
    kind: 'check' | 'create',
    now: number,
  ): boolean {
    const { granted, retryAt } = takeFromLane(state, policy, kind, 1, now);
    // Rounding may hide a token at the very moment at which it becomes free.
    return granted === 1 || (retryAt > now - 0.01 && retryAt < now + 25 * 3_600_000);
  }

  it('stays plain JSON, keeps its limits, and always says when to come back', () => {
    fc.assert(
      fc.property(
        steps,
        policies,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, policy, jitter) => {
          let state: LaneState = newLane(policy, NOW);
          let now = NOW;
          for (const { after, feedback, want, kind, unused } of all) {
            now += after;
            if (feedback) state = learn(state, feedback, now, jitter);
            const grant = takeFromLane(state, policy, kind, want, now);
            const { granted, state: next } = grant;
            const same = JSON.stringify(JSON.parse(JSON.stringify(next))) === JSON.stringify(next);
            const numbers = Object.values(next).filter((value) => typeof value === 'number');
            const sound = {
              plain: same && numbers.every(Number.isFinite),
              granted: granted >= 0 && granted <= want && Number.isInteger(granted),
              rate: next.rate > 0,
              day: next.dayCount <= (policy.requestsPerDay ?? Infinity),
              again: granted === want || comesBack(next, policy, kind, now),
            };
            if (Object.values(sound).includes(false)) expect({ sound, grant }).toBeNull();
            state = returnToLane(grant.state, Math.min(unused, grant.granted), now);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
