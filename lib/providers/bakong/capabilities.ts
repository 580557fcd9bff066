import type { ProviderCapabilities } from '../khqr-provider.port.js';
import type { BakongOptions } from '../provider.options.js';
import type { ListCall } from './list.call.js';

/** Requests a day of the free tier, as the API's own refusal says ("Daily request limit of 100 exceeded"). */
const FREE_QUOTA = 100;
/** A small shop's day: 6 checks each (one in 50 s and the last one after the end) make 90, and leave 10 for checks by hand and links. */
const CHECKOUTS = 15;

/** The longest that the National Bank lets a dynamic code live: 10 minutes. */
export const MAX_LIFE_MS = 600_000;

export function capabilitiesOf(
  { dailyQuota = FREE_QUOTA, expectedCheckouts = CHECKOUTS }: BakongOptions,
  list: ListCall,
): ProviderCapabilities {
  const quota = dailyQuota === Infinity ? null : dailyQuota;
  return {
    currencies: ['USD', 'KHR'],
    payees: true,
    expiry: 'ours',
    // As the other providers' codes.
    expiresInMs: 300_000,
    maxExpiresInMs: MAX_LIFE_MS,
    createIsCall: false,
    /** 1 once lists have been refused. */
    get batchSize() {
      return list.size;
    },
    minGapMs: 3_000,
    // No document names one.
    ratePerSecond: null,
    requestsPerDay: quota,
    ...(quota !== null && {
      checksPerPayment: Math.max(1, Math.floor(quota / expectedCheckouts)),
    }),
  };
}
