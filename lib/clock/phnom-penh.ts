/** Cambodia has had UTC+7 without summer time since 1931. */
export const PHNOM_PENH_OFFSET_MS = 7 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** ISO 8601 with the offset of Phnom Penh: `2026-05-24T12:35:00.000+07:00`. */
export function phnomPenhTime(ms: number): string {
  return new Date(ms + PHNOM_PENH_OFFSET_MS).toISOString().replace('Z', '+07:00');
}

/** The number of the day in Phnom Penh, counted from 1970-01-01. */
export function phnomPenhDay(now: number): number {
  return Math.floor((now + PHNOM_PENH_OFFSET_MS) / DAY_MS);
}

/** The next midnight in Phnom Penh, milliseconds since 1970. */
export function nextPhnomPenhMidnight(now: number): number {
  return (phnomPenhDay(now) + 1) * DAY_MS - PHNOM_PENH_OFFSET_MS;
}
