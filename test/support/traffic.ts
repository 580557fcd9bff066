import type { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { SandboxCall } from '../../lib/providers/sandbox/sandbox-code.js';

/** Notes when requests reach the bank from now on, milliseconds since 1970. */
export function recordTraffic(bank: SandboxBank): (call: SandboxCall) => readonly number[] {
  const asked = { create: [] as number[], check: [] as number[] };
  bank.on((event) => {
    if (event.type === 'asked') asked[event.call].push(event.at);
  });
  return (call) => asked[call];
}

/** The least and the most of `times` that lie in any window of `windowMs` between `from` and `to`; `times` is sorted. */
export function windowExtremes(
  times: readonly number[],
  windowMs: number,
  from: number,
  to: number,
): { readonly least: number; readonly most: number } {
  // Counts change only where a request enters or leaves, so windows are taken at those moments and beside them.
  const edges = times.flatMap((time) => [time, time + 1, time - windowMs, time - windowMs + 1]);
  const starts = [from, to - windowMs, ...edges]
    .filter((start) => start >= from && start + windowMs <= to)
    .sort((a, b) => a - b);
  let [first, behind] = [0, 0];
  let [least, most] = [Infinity, 0];
  for (const start of starts) {
    while (first < times.length && (times[first] ?? Infinity) < start) first += 1;
    while (behind < times.length && (times[behind] ?? Infinity) < start + windowMs) behind += 1;
    least = Math.min(least, behind - first);
    most = Math.max(most, behind - first);
  }
  return { least, most };
}

/** How many of `times` lie in each second from `from` on. */
export function perSecond(
  times: readonly number[],
  from: number,
  seconds: number,
): readonly number[] {
  return Array.from({ length: seconds }, (_, second) => {
    const begin = from + second * 1000;
    return times.filter((time) => time >= begin && time < begin + 1000).length;
  });
}
