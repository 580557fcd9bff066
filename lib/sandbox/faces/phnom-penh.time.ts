const OFFSET_MS = 7 * 60 * 60 * 1000;

/** `2026-05-24T12:35:00+07:00`: Cambodia has no summer time. */
export function phnomPenhTime(ms: number): string {
  return `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}
