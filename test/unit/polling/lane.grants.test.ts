import { describe, expect, it } from '@jest/globals';
import { returnToLane, takeFromLane } from '../../../lib/polling/lane.grants.js';
import { newLane, PROBE_MS, type LanePolicy, type LaneState } from '../../../lib/polling/lane.js';
import { nextPhnomPenhMidnight } from '../../../lib/clock/phnom-penh.js';

const NOW = Date.UTC(2026, 10, 22, 3);
const KNOWN: LanePolicy = { ratePerSecond: 100, requestsPerDay: null };
const UNKNOWN: LanePolicy = { ratePerSecond: null, requestsPerDay: null };

/** Asks each 50 ms for this many seconds, for creates every `createsEachMs`; answers what was granted at each time. */
function saturate(
  policy: LanePolicy,
  seconds: number,
  checks: number,
  creates: number,
  createsEachMs = 50,
) {
  let state: LaneState | null = null;
  const granted: { at: number; check: number; create: number }[] = [];
  const take = (kind: 'check' | 'create', want: number, at: number): number => {
    if (want === 0) return 0;
    const grant = takeFromLane(state, policy, kind, want, at);
    state = grant.state;
    return grant.granted;
  };
  for (let at = NOW; at < NOW + seconds * 1000; at += 50) {
    const check = take('check', checks, at);
    const create = (at - NOW) % createsEachMs === 0 ? take('create', creates, at) : 0;
    granted.push({ at, check, create });
  }
  return granted;
}

function sum(granted: ReturnType<typeof saturate>, from = NOW, to = Infinity): number {
  return granted
    .filter(({ at }) => at >= from && at < to)
    .reduce((total, { check, create }) => total + check + create, 0);
}

describe('takeFromLane', () => {
  it('holds a known rate within 2 % in every window of 10 s', () => {
    const granted = saturate(KNOWN, 60, 1000, 0);
    for (const { at: from } of granted) {
      expect(sum(granted, from, from + 10_000)).toBeLessThanOrEqual(1000 * 1.02);
    }
    expect(sum(granted)).toBeGreaterThanOrEqual(60 * 100 * 0.98);
  });

  it('keeps a fifth of the rate for creates when checks would take everything', () => {
    const granted = saturate(KNOWN, 60, 1000, 1000);
    const creates = granted.reduce((total, { create }) => total + create, 0);
    expect(creates).toBeGreaterThanOrEqual(60 * 20 * 0.95);
    expect(creates).toBeLessThanOrEqual(60 * 20 * 1.05);
    expect(sum(granted)).toBeLessThanOrEqual(60 * 100 * 1.02);
    expect(sum(granted) - creates).toBeGreaterThanOrEqual(60 * 80 * 0.95);
  });

  it('lets creates have the whole rate where there are no checks', () => {
    expect(sum(saturate(KNOWN, 60, 0, 1000))).toBeGreaterThanOrEqual(60 * 100 * 0.98);
  });

  it('finds an unknown rate by one a second more in each second of unmet demand', () => {
    const last = saturate(UNKNOWN, 21, 1000, 0).filter(({ at }) => at >= NOW + 20_000);
    expect(sum(last)).toBeGreaterThanOrEqual(23);
    expect(sum(last)).toBeLessThanOrEqual(27);
  });

  it('finds it as well beside creates, which are served first', () => {
    const last = saturate(UNKNOWN, 21, 1000, 1, 500).filter(({ at }) => at >= NOW + 20_000);
    expect(sum(last)).toBeGreaterThanOrEqual(20);
  });

  it('leaves an unknown rate alone where there is no demand', () => {
    let state: LaneState | null = null;
    for (let at = NOW; at < NOW + 60_000; at += 1000) {
      state = takeFromLane(state, UNKNOWN, 'check', 1, at).state;
    }
    expect(state?.rate).toBe(newLane(UNKNOWN, NOW).rate);
  });

  it('grants the requests of a day to the last one, until midnight in Phnom Penh', () => {
    const policy: LanePolicy = { ratePerSecond: 1000, requestsPerDay: 100 };
    const midnight = nextPhnomPenhMidnight(NOW);
    let state: LaneState | null = null;
    let granted = 0;
    for (let at = NOW; at < NOW + 60_000; at += 100) {
      const grant = takeFromLane(state, policy, at % 200 ? 'check' : 'create', 7, at);
      state = grant.state;
      granted += grant.granted;
    }
    expect(granted).toBe(100);
    expect(takeFromLane(state, policy, 'check', 1, midnight - 1)).toMatchObject({
      granted: 0,
      mode: 'quota',
      retryAt: midnight,
    });
    const next = takeFromLane(state, policy, 'check', 1, midnight);
    expect(next).toMatchObject({ granted: 1, mode: 'running' });
    expect(next.state.dayCount).toBe(1);
  });

  it('sends nothing before the time a provider has asked for', () => {
    const state = {
      ...newLane(KNOWN, NOW),
      blockedUntil: NOW + 5000,
      blockedBy: 'rate-limited',
    } as const;
    const refused = { granted: 0, retryAt: NOW + 5000, mode: 'rate-limited' };
    expect(takeFromLane(state, KNOWN, 'create', 1, NOW + 4999)).toMatchObject(refused);
    expect(takeFromLane(state, KNOWN, 'create', 1, NOW + 5000).granted).toBe(1);
  });

  it.each([
    ['broken', { failures: 5 }],
    ['stopped', { stopped: 'Invalid API key' }],
  ] as const)('sends a %s lane one probe at a time', (mode, lane) => {
    const state = { ...newLane(KNOWN, NOW), ...lane, probeAt: NOW + 10 };
    expect(takeFromLane(state, KNOWN, 'check', 9, NOW)).toMatchObject({
      granted: 0,
      retryAt: NOW + 10,
      mode,
    });
    const probe = takeFromLane(state, KNOWN, 'check', 9, NOW + 10);
    const again = NOW + 10 + PROBE_MS[mode];
    expect(probe).toMatchObject({ granted: 1, retryAt: again, mode });
    expect(takeFromLane(probe.state, KNOWN, 'create', 9, again - 1).granted).toBe(0);
    expect(takeFromLane(probe.state, KNOWN, 'create', 9, again).granted).toBe(1);
  });

  it('follows a known rate that the configuration has lowered', () => {
    const state = newLane({ ratePerSecond: 900, requestsPerDay: null }, NOW);
    const { state: after } = takeFromLane(state, KNOWN, 'check', 1, NOW);
    expect(after.rate).toBe(100);
  });
});

describe('returnToLane', () => {
  it('does not wait for the time that a clock showed before it was set back', () => {
    const slow: LanePolicy = { ratePerSecond: 5, requestsPerDay: null };
    const { state } = takeFromLane(null, slow, 'check', 256, NOW);
    const before = NOW - 600_000;
    const set = takeFromLane(state, slow, 'check', 1, before);
    expect(set.granted).toBe(0);
    expect(set.retryAt - before).toBeLessThanOrEqual(10_000);
    expect(takeFromLane(set.state, slow, 'check', 1, set.retryAt).granted).toBe(1);
  });

  it.each<[string, Partial<LaneState>, number]>([
    ['refused', { stopped: 'no (401)', probeAt: NOW + 30_000 }, 30_000],
    ['broken', { failures: 9, probeAt: NOW + 1000 }, 30_000],
    ['told to wait', { blockedUntil: NOW + 120_000, blockedBy: 'rate-limited' }, 121_000],
    ['coming back', { recoveredAt: NOW - 100 }, 1000],
  ])('nor does a lane that is %s', (_, patch, most) => {
    // Ten minutes: 2 to the power of -600 is no rate.
    const before = NOW - 600_000;
    const state = { ...newLane(KNOWN, NOW), ...patch };
    const set = takeFromLane(state, KNOWN, 'check', 1, before);
    expect(set.retryAt - before).toBeLessThanOrEqual(most);
    expect(takeFromLane(set.state, KNOWN, 'check', 1, before + most).granted).toBe(1);
    expect(returnToLane(set.state, 1, before).tat).not.toBeNaN();
  });

  it('nor does one whose day is used up, past its midnight', () => {
    const midnight = nextPhnomPenhMidnight(NOW);
    const state = {
      ...newLane(KNOWN, midnight + 1000),
      blockedUntil: nextPhnomPenhMidnight(midnight + 1000),
      blockedBy: 'quota',
    } as const;
    const set = takeFromLane(state, KNOWN, 'check', 1, midnight - 600_000);
    expect(set).toMatchObject({ granted: 0, mode: 'quota', retryAt: midnight });
  });

  it('tries a broken lane no oftener than its rate allows', () => {
    const slow: LanePolicy = { ratePerSecond: 0.2, requestsPerDay: null };
    let state: LaneState = { ...newLane(slow, NOW), failures: 9 };
    let tries = 0;
    for (let at = NOW; at < NOW + 60_000; at += 50) {
      const grant = takeFromLane(state, slow, 'check', 1, at);
      state = grant.state;
      tries += grant.granted;
    }
    expect(tries).toBe(12);
  });

  it('gives back what was granted and not sent, for the rate and for the day', () => {
    const policy: LanePolicy = { ratePerSecond: 100, requestsPerDay: 50 };
    const first = takeFromLane(null, policy, 'check', 10, NOW);
    const returned = returnToLane(first.state, 10, NOW);
    expect(returned.dayCount).toBe(0);
    expect(takeFromLane(returned, policy, 'check', 100, NOW).granted).toBe(
      takeFromLane(null, policy, 'check', 100, NOW).granted,
    );
    expect(returnToLane(first.state, 0, NOW)).toBe(first.state);
    expect(returnToLane(newLane(policy, NOW), 3, NOW).dayCount).toBe(0);
  });
});
