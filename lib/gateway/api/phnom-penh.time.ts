import { PHNOM_PENH_OFFSET_MS } from '../../clock/phnom-penh.js';

/** `2026-05-24T12:35:00+07:00`: the service tells whole seconds. */
export function phnomPenhSeconds(ms: number): string {
  return `${new Date(ms + PHNOM_PENH_OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}
