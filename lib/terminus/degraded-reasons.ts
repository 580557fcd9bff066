import type { LaneStats, OperationsStats } from '../index.js';
import type { KhqrHealthReason, KhqrHealthReasonKind } from './health-reason.js';

/** Below this share of the day's requests the quota is low. */
const QUOTA_LOW = 0.1;
/** So many accounts or handlers are named; a lane can have hundreds. */
const MOST_NAMED = 3;

/** Everything that somebody should look at, in the order in which it hurts; empty where all is well. */
export function degradedReasons(stats: OperationsStats): readonly KhqrHealthReason[] {
  return [
    ...trackerReasons(stats),
    ...stats.tracker.lanes.flatMap(laneReasons),
    ...deliveryReasons(stats),
    ...some('reviews-open', stats.reviews, `${stats.reviews} payments wait in REVIEW.`),
  ];
}

function trackerReasons({ tracker }: OperationsStats): readonly KhqrHealthReason[] {
  if (!tracker.enabled || tracker.running) return [];
  const how = tracker.paused ? 'is paused' : 'has no timer';
  return [{ kind: 'tracker-stopped', message: `The tracker ${how}: nothing is asked.` }];
}

function laneReasons(lane: LaneStats): readonly KhqrHealthReason[] {
  return [...closed(lane), ...quotaLow(lane), ...slow(lane)];
}

function closed({ mode, accounts }: LaneStats): readonly KhqrHealthReason[] {
  const why = closedWhy(mode);
  return why === null
    ? []
    : [{ kind: 'lane-closed', message: `${named('Account', accounts)}: ${why}.` }];
}

function closedWhy(mode: LaneStats['mode']): string | null {
  switch (mode) {
    case 'running':
    case 'slow-start':
      return null;
    case 'stopped':
      return 'the provider refuses the credential';
    case 'broken':
      return 'the provider fails';
    case 'rate-limited':
      return 'the provider asks for a pause';
    case 'quota':
      return "the day's requests are used up";
  }
}

function quotaLow({
  mode,
  accounts,
  requestsToday,
  requestsPerDay,
}: LaneStats): readonly KhqrHealthReason[] {
  if (requestsPerDay === null || mode === 'quota') return [];
  const left = Math.max(0, requestsPerDay - requestsToday);
  if (left >= QUOTA_LOW * requestsPerDay) return [];
  const message = `${named('Account', accounts)}: ${left} of the day's ${requestsPerDay} requests are left.`;
  return [{ kind: 'quota-low', message }];
}

function slow({ accounts, detection }: LaneStats): readonly KhqrHealthReason[] {
  if (!detection?.slow) return [];
  const [mean, expected] = [detection.meanMs, detection.expectedMs].map(seconds);
  const message = `${named('Account', accounts)}: payments are noticed after ${mean} s, expected are ${expected} s.`;
  return [{ kind: 'detection-slow', message }];
}

function deliveryReasons(stats: OperationsStats): readonly KhqrHealthReason[] {
  const { deliveries, missingHandlers, unhandledAccounts, overdueSince } = stats;
  const missing = missingHandlers.map(({ id }) => id);
  return [
    ...some(
      'paid-unhandled',
      unhandledAccounts.length,
      `${named('Account', unhandledAccounts)}: payments are PAID and no handler takes khqr.payment.paid.`,
    ),
    ...some(
      'handler-missing',
      missing.length,
      `${named('Handler', missing)}: deliveries wait and no process has shown it for 5 minutes.`,
    ),
    ...some(
      'deliveries-overdue',
      overdueSince === null ? 0 : 1,
      `A delivery has been due since ${overdueSince?.toISOString() ?? ''}.`,
    ),
    ...some('dead-letters', deliveries.dead, `${deliveries.dead} deliveries were given up.`),
  ];
}

function some(
  kind: KhqrHealthReasonKind,
  count: number,
  message: string,
): readonly KhqrHealthReason[] {
  return count > 0 ? [{ kind, message }] : [];
}

function named(noun: string, names: readonly string[]): string {
  const shown = names
    .slice(0, MOST_NAMED)
    .map((name) => `'${name}'`)
    .join(', ');
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${noun} ${shown}${more}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
