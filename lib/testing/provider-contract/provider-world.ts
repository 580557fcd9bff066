import { fail } from 'node:assert/strict';
import type { Currency } from '../../payment/money.js';
import type {
  CheckAnswer,
  CheckRequest,
  CreateRequest,
  CreatedCode,
  KhqrProvider,
} from '../../providers/khqr-provider.port.js';

/** What can happen to the provider's next answer. */
export type ProviderFault =
  /** The provider acts, and its answer never arrives. */
  | 'lost'
  /** The answer is not what it should be: HTML, half a JSON. */
  | 'garbled'
  /** 5xx. */
  | 'server-error'
  /** 401, 403. */
  | 'refused-credential'
  /** 429. */
  | 'rate-limited'
  /** 400, for this payment. */
  | 'refused-payment';

/** A provider under test, and the hands on the other side: the payer's and the network's. */
export interface ProviderHarness {
  readonly provider: KhqrProvider;
  /** The payer pays this code, in full and in time. */
  readonly pay: (code: CreatedCode) => Promise<void>;
  /** The provider ends this code unpaid. Where it is absent, the cases about it are left out. */
  readonly expire?: (code: CreatedCode) => Promise<void>;
  /** Befalls the next request, and only that. */
  readonly strike?: (fault: ProviderFault) => Promise<void>;
  /** Closes the other side; the provider has been closed by then. */
  readonly close: () => Promise<void>;
}

export interface ProviderContractOptions {
  /** Makes a provider that has not been started yet, and a fresh other side. Called once or twice a case. */
  readonly open: () => Promise<ProviderHarness>;
  /** Faults that `strike` can play. @default none */
  readonly faults?: readonly ProviderFault[];
  /** Whether `expire` is there. @default false */
  readonly expires?: boolean;
  /** Credentials that must appear in nothing the provider says. @default none */
  readonly secrets?: readonly string[];
}

export interface ProviderCheck {
  readonly name: string;
  readonly check: (world: ProviderWorld) => Promise<void>;
}

/** 5.00 USD, 20,000 KHR: an amount that both a bank and a reader accept. */
const AMOUNTS: Readonly<Record<Currency, number>> = { USD: 500, KHR: 20_000 };

/** One case's provider, started, with what the cases do over and over. */
export class ProviderWorld {
  #count = 0;

  private constructor(
    readonly harness: ProviderHarness,
    readonly options: ProviderContractOptions,
  ) {}

  static async open(options: ProviderContractOptions): Promise<ProviderWorld> {
    const harness = await options.open();
    await harness.provider.start?.();
    return new ProviderWorld(harness, options);
  }

  get provider(): KhqrProvider {
    return this.harness.provider;
  }

  request(currency: Currency = this.#firstCurrency()): CreateRequest {
    this.#count += 1;
    const number = String(this.#count);
    return {
      id: `contract-payment-${number}`,
      reference: `contract-order-${number}`,
      amountMinor: AMOUNTS[currency],
      currency,
      note: null,
      payee: null,
      expiresInMs: this.provider.capabilities.expiresInMs,
      now: Date.now(),
    };
  }

  /** A code that was made, and the question about it. */
  async make(currency?: Currency): Promise<{ code: CreatedCode; asked: CheckRequest }> {
    const request = this.request(currency);
    const code = await this.provider.createPayment(request);
    if (code.outcome === 'failed') fail(`createPayment failed: ${code.failure.message}`);
    return { code, asked: question(request, code) };
  }

  check(asked: CheckRequest): Promise<CheckAnswer> {
    return this.provider.checkPayment(asked);
  }

  async strike(fault: ProviderFault): Promise<void> {
    const { strike } = this.harness;
    if (!strike) fail(`The options name the fault '${fault}', but the harness has no strike().`);
    await strike(fault);
  }

  async close(): Promise<void> {
    await this.provider.close?.();
    await this.harness.close();
  }

  #firstCurrency(): Currency {
    return this.provider.capabilities.currencies[0] ?? fail('capabilities.currencies is empty');
  }
}

export function question(request: CreateRequest, code: CreatedCode): CheckRequest {
  const { id, amountMinor, currency, payee, now } = request;
  return {
    id,
    md5: code.md5,
    providerRef: code.providerRef ?? null,
    qrString: code.qrString ?? null,
    amountMinor,
    currency,
    payee,
    createdAt: now,
  };
}
