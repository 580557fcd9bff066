import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again at what other processes do; throws after the limit with what it was waiting for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(25);
  }
}
