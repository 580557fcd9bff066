import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';

/** What every built-in provider is made with, beside its own options. */
export interface ProviderContext {
  /** The account's name; stands for the credential in the lane where that is a function. */
  readonly account: string;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  /** For what a person should read; never a secret. */
  readonly warn: (message: string) => void;
}
