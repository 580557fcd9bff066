import { saysUnpaid } from '../http/unpaid-message.js';
import type { EnvelopeWire } from './bakong.wire.js';

/**
 * What a refusal means. `unpaid`: no transfer, or one that did not go through · `static`: a code without an amount, which
 * cannot be told apart from other customers' · `quota`: nothing more today · `unauthorized`: a person has to act on the token ·
 * `refused`: this request alone · `unclear`: the API itself cannot say.
 */
export type Refusal = 'unpaid' | 'static' | 'quota' | 'unauthorized' | 'refused' | 'unclear';

const MEANINGS: Readonly<Record<number, Refusal>> = {
  1: 'unpaid', // not found; on one official page with the message "Transaction failed."
  2: 'static',
  3: 'unpaid', // that transfer failed; the customer may try again
  4: 'refused', // no deeplink
  5: 'refused', // missing fields
  6: 'unauthorized',
  7: 'unclear', // the mail server
  8: 'refused', // registered already
  9: 'unclear', // cannot connect
  10: 'unauthorized', // not registered (any more)
  11: 'refused', // the account does not exist
  12: 'refused', // the account is not valid
  17: 'quota', // in no official document
};

/** The account asked about does not exist, or is not valid. */
export const NO_SUCH_ACCOUNT: readonly (number | undefined)[] = [11, 12];

/** Trouble behind the API (its mail server, its core), which passes: it says nothing about the call that was made. */
export const PASSING: readonly (number | undefined)[] = [7, 9];

/** What an answer with a `responseCode` other than 0 means: by its code, else by its words. */
export function refusalOf({ errorCode, message }: EnvelopeWire): Refusal {
  if (/daily request limit/i.test(message)) return 'quota';
  if (errorCode !== undefined) return MEANINGS[errorCode] ?? 'unclear';
  if (saysUnpaid(message)) return 'unpaid';
  return /unauthori[sz]ed/i.test(message) ? 'unauthorized' : 'unclear';
}
