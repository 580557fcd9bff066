import { phnomPenhTime } from '../../clock/phnom-penh.js';

/** `2026-05-24T12:35:00+07:00`: the service tells whole seconds. */
export function phnomPenhSeconds(ms: number): string {
  return phnomPenhTime(ms).replace(/\.\d{3}/, '');
}
