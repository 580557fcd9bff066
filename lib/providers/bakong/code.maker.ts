import type { KhqrRandom } from '../../clock/khqr-random.js';
import { encodeKhqr, type EncodedKhqr } from '../../emv/index.js';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import { formatMoney } from '../../payment/money.js';
import type { CreateAnswer, CreateRequest } from '../khqr-provider.port.js';
import type { BakongOptions } from '../provider.options.js';
import { MAX_LIFE_MS } from './capabilities.js';

type Codable = Pick<CreateRequest, 'amountMinor' | 'currency' | 'payee' | 'expiresInMs' | 'now'>;

/** Any moment with the 13 digits that a code's times have. */
const EXAMPLE_TIME = 1_767_225_600_000;

/** Writes the codes of an account; nobody is asked. */
export class CodeMaker {
  readonly #options: BakongOptions;
  readonly #random: KhqrRandom;

  /** @throws KhqrConfigurationError where no code can be written with these options */
  constructor(options: BakongOptions, random: KhqrRandom) {
    this.#options = options;
    this.#random = random;
    const example = {
      amountMinor: 1,
      currency: 'USD',
      payee: null,
      expiresInMs: 1,
      now: EXAMPLE_TIME,
    } as const;
    try {
      this.#encode(example, 'x'.repeat(22));
    } catch (error) {
      if (!isKhqrError(error)) throw error;
      throw new KhqrConfigurationError(
        `No code can be written for '${options.bakongId}': ${error.message}`,
      );
    }
  }

  make(request: CreateRequest): CreateAnswer {
    if (request.expiresInMs > MAX_LIFE_MS) {
      return refused(
        `The National Bank lets a code live for 10 minutes (expiresInMs ${MAX_LIFE_MS}) at most.`,
      );
    }
    // Equal fields in one millisecond would give equal codes, and the md5 is what a payment is known by: 128 random bits.
    const billNumber = this.#random.id();
    try {
      const { qr, md5 } = this.#encode(request, billNumber);
      return { outcome: 'created', md5, qrString: qr, verified: true, billNumber };
    } catch (error) {
      if (!isKhqrError(error)) throw error;
      return refused(error.message);
    }
  }

  #encode(
    { amountMinor, currency, payee, now, expiresInMs }: Codable,
    billNumber: string,
  ): EncodedKhqr {
    const { bakongId, merchantName, merchantCity, merchantId, acquiringBank, emv } = this.#options;
    return encodeKhqr({
      account: payee ? payee.bakongId : bakongId,
      merchantName: payee ? payee.merchantName : merchantName,
      merchantCity,
      // Belong to the account that they were given to.
      merchantId: payee ? undefined : merchantId,
      acquiringBank: payee ? undefined : acquiringBank,
      currency,
      amount: formatMoney({ minor: amountMinor, currency }),
      billNumber,
      storeLabel: emv?.storeLabel,
      terminalLabel: emv?.terminalLabel,
      purpose: emv?.purpose,
      createdAt: now,
      expiresAt: now + expiresInMs,
    });
  }
}

function refused(message: string): CreateAnswer {
  return { outcome: 'failed', failure: { kind: 'payment', message } };
}
