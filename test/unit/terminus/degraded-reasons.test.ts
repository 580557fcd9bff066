import { describe, expect, it } from '@jest/globals';
import type { LaneStats, OperationsStats } from '../../../lib/index.js';
import { degradedReasons } from '../../../lib/terminus/degraded-reasons.js';

const LANE: LaneStats = {
  lane: 'lane',
  mode: 'running',
  ratePerSecond: 5,
  accounts: ['default'],
  requestsToday: 0,
  requestsPerDay: null,
  detection: { meanMs: 2000, samples: 100, expectedMs: 4000, slow: false },
};
const TRACKER: OperationsStats['tracker'] = {
  enabled: true,
  running: true,
  paused: false,
  failing: false,
  ticks: 1,
  lastTickAt: new Date(0),
  inFlight: 0,
  pending: 0,
  checks: 0,
  paid: 0,
  unknown: 0,
  lanes: [LANE],
};
const WELL: OperationsStats = {
  at: new Date(0),
  tracker: TRACKER,
  deliveries: { waiting: 3, running: 1, dead: 0, unrouted: 9 },
  reviews: 0,
  missingHandlers: [],
  unhandledAccounts: [],
  overdueSince: null,
};
const withLane = (lane: Partial<LaneStats>): OperationsStats => ({
  ...WELL,
  tracker: { ...TRACKER, lanes: [{ ...LANE, ...lane }] },
});

describe('reasons for a degraded state', () => {
  it('are none while all is well', () => {
    expect(degradedReasons(WELL)).toEqual([]);
    expect(degradedReasons(withLane({ mode: 'slow-start' }))).toEqual([]);
  });

  it.each([
    ['stopped', 'the provider refuses the credential'],
    ['broken', 'the provider fails'],
    ['rate-limited', 'the provider asks for a pause'],
    ['quota', "the day's requests are used up"],
  ] as const)('include a lane that is %s', (mode, why) => {
    expect(degradedReasons(withLane({ mode }))).toEqual([
      { kind: 'lane-closed', message: `Account 'default': ${why}.` },
    ]);
  });

  it('include a quota of which less than a tenth is left, and say it once', () => {
    const of = (requestsToday: number, mode: LaneStats['mode'] = 'running') =>
      degradedReasons(withLane({ mode, requestsToday, requestsPerDay: 100 }));
    expect(of(90)).toEqual([]);
    expect(of(91)).toEqual([
      { kind: 'quota-low', message: "Account 'default': 9 of the day's 100 requests are left." },
    ]);
    expect(of(100, 'quota').map(({ kind }) => kind)).toEqual(['lane-closed']);
  });

  it('include late noticing, with both figures', () => {
    const detection = { meanMs: 15_000, samples: 20, expectedMs: 4000, slow: true };
    expect(degradedReasons(withLane({ detection }))).toEqual([
      {
        kind: 'detection-slow',
        message: "Account 'default': payments are noticed after 15.0 s, expected are 4.0 s.",
      },
    ]);
  });

  it('name no more than three accounts', () => {
    const accounts = ['a', 'b', 'c', 'd', 'e'];
    const [reason] = degradedReasons(withLane({ mode: 'broken', accounts }));
    expect(reason?.message).toBe("Account 'a', 'b', 'c' and 2 more: the provider fails.");
  });

  it.each([
    [{ tracker: { ...TRACKER, running: false } }, 'tracker-stopped', 'has no timer'],
    [{ tracker: { ...TRACKER, running: false, paused: true } }, 'tracker-stopped', 'is paused'],
    [{ reviews: 2 }, 'reviews-open', '2 payments'],
    [{ deliveries: { ...WELL.deliveries, dead: 4 } }, 'dead-letters', '4 deliveries'],
    [{ unhandledAccounts: ['branch'] }, 'paid-unhandled', "'branch'"],
    [
      { missingHandlers: [{ id: 'Ship.on', lastSeenAt: new Date(0) }] },
      'handler-missing',
      'Ship.on',
    ],
    [{ overdueSince: new Date(0) }, 'deliveries-overdue', '1970-01-01T00:00:00.000Z'],
  ])('are told for %o', (change, kind, words) => {
    const reasons = degradedReasons({ ...WELL, ...change });
    expect(reasons).toEqual([{ kind, message: expect.stringContaining(words) }]);
  });

  it('do not include the tracker where this process is not to have one', () => {
    const tracker = { ...TRACKER, enabled: false, running: false };
    expect(degradedReasons({ ...WELL, tracker })).toEqual([]);
  });
});
