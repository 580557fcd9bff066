import { describe, expect, it } from '@jest/globals';
import { newLane, type LaneState } from '../../../lib/polling/lane.js';
import type { Account } from '../../../lib/providers/account-registry.js';
import type { ProviderCapabilities } from '../../../lib/providers/khqr-provider.port.js';
import { laneStats, type LaneReading } from '../../../lib/tracker/lane.stats.js';
import { ScriptedProvider } from '../../support/scripted.provider.js';

const DAY = 86_400_000;
/** 23:59:59 in Phnom Penh. */
const NOW = Date.UTC(2026, 0, 1, 16, 59, 59);
const POLICY = { ratePerSecond: 10, requestsPerDay: 100 };

function account(name: string, capabilities: Partial<ProviderCapabilities> = {}): Account {
  const provider = new ScriptedProvider(undefined, capabilities);
  return { name, provider, policy: POLICY, expiresInMs: 300_000, onForeignClaim: 'review' };
}

function statsOf(
  accounts: readonly [Account, ...Account[]],
  {
    state = {},
    now = NOW,
    ...reading
  }: Partial<Omit<LaneReading, 'state'>> & {
    readonly state?: Partial<LaneState>;
    readonly now?: number;
  } = {},
) {
  const base = { detection: null, pending: 0, tickMs: 1000, gapOf: () => 3000 };
  const known = { ...newLane(POLICY, NOW), ...state };
  return laneStats({ lane: 'lane', accounts }, { ...base, ...reading, state: known }, now);
}

describe('what is told of a lane', () => {
  it("counts today's requests, and from midnight in Phnom Penh on none", () => {
    const state = { dayCount: 42 };
    const shop = account('shop');
    expect(statsOf([shop], { state })).toMatchObject({ requestsToday: 42, requestsPerDay: 100 });
    expect(statsOf([shop], { state, now: NOW + 1000 })).toMatchObject({ requestsToday: 0 });
    expect(statsOf([shop], { state, now: NOW + DAY })).toMatchObject({ requestsToday: 0 });
  });

  it('tells nothing of lateness before the first payment', () => {
    expect(statsOf([account('shop')]).detection).toBeNull();
  });

  const detection = { meanMs: 20_000, samples: 20 };

  it('expects one gap, half a round of what waits, and a tick', () => {
    const stats = statsOf([account('shop')], { detection, pending: 40 });
    expect(stats.detection).toEqual({ ...detection, expectedMs: 6000, slow: true });
  });

  it('expects more while the lane starts slowly', () => {
    // Two requests in the first second after the break, where it was ten.
    const state = { recoveredAt: NOW - 1000 };
    const stats = statsOf([account('shop')], { detection, pending: 40, state });
    expect(stats).toMatchObject({
      mode: 'slow-start',
      detection: { expectedMs: 14_000, slow: false },
    });
  });

  it('expects what the slowest account of the lane needs: few checks a payment, evenly over its life', () => {
    const rare = account('rare', { checksPerPayment: 10 });
    const stats = statsOf([account('shop'), rare], { detection });
    expect(stats).toMatchObject({
      accounts: ['shop', 'rare'],
      detection: { expectedMs: 31_000, slow: false },
    });
  });
});
