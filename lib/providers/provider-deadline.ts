import { inTime } from '../clock/in-time.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { KhqrProviderError } from '../errors/khqr-provider.error.js';

/** A provider promises an end within 10 s; with what it needs to notice its own time limit. */
const DEADLINE_MS = 12_000;

/**
 * What a provider answers. One of an application's own may break its promise: then it is given up, in doubt, so that it holds
 * up neither the lane nor the shutdown, which waits for 15 s.
 *
 * @throws KhqrProviderError after 12 s; what the provider throws
 */
export function answerInTime<T>(clock: KhqrClock, answer: Promise<T>): Promise<T> {
  return inTime(clock, DEADLINE_MS, answer, () => {
    const message = `The provider gave no answer within ${DEADLINE_MS} ms.`;
    return new KhqrProviderError(message, { inDoubt: true });
  });
}
