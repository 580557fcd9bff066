import { DEFAULT_RETRY_DELAYS_MS } from './delivery/retry-schedule.js';
import type { DeliveryOptions, TrackerOptions } from './khqr.options.js';

/** Every default of the module in one place; the reason for each number is on the option. */
export const TRACKER_DEFAULTS: Required<TrackerOptions> = {
  enabled: true,
  tickMs: 1000,
  gapMs: 3000,
  expiryGraceMs: 15_000,
  leaseMs: 30_000,
  spillFile: 'khqr-in-hand.json',
};

export const DELIVERY_DEFAULTS: Required<DeliveryOptions> = {
  enabled: true,
  retryDelaysMs: DEFAULT_RETRY_DELAYS_MS,
  timeoutMs: 30_000,
  releaseAfterMs: 0,
};
