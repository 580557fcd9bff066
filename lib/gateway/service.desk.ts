import { createHash } from 'node:crypto';
import type { KhqrRandom } from '../clock/khqr-random.js';
import {
  formatMoney,
  isKhqrError,
  type KhqrAccount,
  type KhqrAlreadyPaidError,
  type KhqrService,
  type Payment,
  type PaymentStatus,
} from '../index.js';
import { isRefused, refusal, type Refused } from './api/api.refusal.js';
import type { ApikhqrDesk, CodeStatus, MadeCode } from './api/apikhqr.port.js';
import type { GenerateInput } from './api/generate.input.js';
import { isOperators, refusalOf } from './khqr-error.refusal.js';
import type { Merchant } from './merchant.js';

export interface ServiceDeskParts {
  readonly service: KhqrService;
  readonly random: KhqrRandom;
  readonly claim: 'repeat' | 'once';
  /** Told of what no client can mend. */
  readonly warn: (message: string) => void;
}

/** What the references of a gateway's payments begin with; the application's own may have a `merchant` in their metadata, too. */
const PREFIX = 'gateway:';

/** The API over this application's payments. */
export class ServiceDesk implements ApikhqrDesk<Merchant> {
  constructor(private readonly parts: ServiceDeskParts) {}

  async generate(input: GenerateInput, merchant: Merchant): Promise<MadeCode | Refused> {
    try {
      const payment = await this.make(input, merchant);
      return isRefused(payment) ? payment : madeCode(payment);
    } catch (error) {
      if (!isKhqrError(error)) throw error;
      if (isOperators(error)) {
        this.parts.warn(`No code was made for '${merchant.id}': ${error.message}`);
      }
      return refusalOf(error);
    }
  }

  /** Reads the store; the provider is never asked. */
  async status(md5: string, merchant: Merchant): Promise<CodeStatus | Refused> {
    const khqr = this.parts.service.account(merchant.account);
    const payment = await khqr.getPayment({ md5 });
    if (!payment || merchantOf(payment) !== merchant.id) return refusal('unknown');
    const status = statusOf(payment.status);
    const told = status !== 'PAID' || this.parts.claim === 'repeat';
    if (!told && !(await khqr.claimPayment(payment.id))) return refusal('claimed');
    return { ...factsOf(payment), status, paidAt: payment.paidAt?.getTime() ?? null };
  }

  /** Of payments that a gateway has made; the application's other codes are nobody's business here. */
  async qrString(md5: string): Promise<string | null> {
    const payment = await this.parts.service.getPayment({ md5 });
    if (!payment || merchantOf(payment) === undefined) return null;
    return payment.qrString ?? null;
  }

  private make(input: GenerateInput, merchant: Merchant): Promise<Payment | Refused> {
    const khqr = this.parts.service.account(merchant.account);
    if (input.idempotencyKey !== null) {
      return this.makeOnce(khqr, input, merchant, input.idempotencyKey);
    }
    return create(khqr, input, merchant, { reference: PREFIX + this.parts.random.id() });
  }

  /** The key names one payment for good, also when its code has ended; only where no code was made it makes another. */
  private async makeOnce(
    khqr: KhqrAccount,
    input: GenerateInput,
    merchant: Merchant,
    key: string,
  ): Promise<Payment | Refused> {
    const reference = PREFIX + digest([merchant.id, key]);
    const request = digest([input.money, input.note, input.expiresInMs ?? null]);
    const before = await khqr.getPayment({ reference });
    const payment =
      before && before.md5 !== ''
        ? before
        : await create(khqr, input, merchant, { reference, request });
    return payment.metadata['request'] === request ? payment : refusal('idempotency');
  }
}

async function create(
  khqr: KhqrAccount,
  { money, note, expiresInMs }: GenerateInput,
  { id, payee }: Merchant,
  { reference, request }: { readonly reference: string; readonly request?: string },
): Promise<Payment> {
  try {
    return await khqr.createPayment({
      reference,
      amount: formatMoney(money),
      currency: money.currency,
      ...(note !== null && { note }),
      ...(expiresInMs !== undefined && { expiresInMs }),
      ...(payee && { payee }),
      metadata: { merchant: id, ...(request !== undefined && { request }) },
    });
  } catch (error) {
    // Paid between the look and the call: the payment is what the key names.
    if (isKhqrError(error) && error.code === 'KHQR_ALREADY_PAID') {
      return (error as KhqrAlreadyPaidError<Payment>).payment;
    }
    throw error;
  }
}

/** Whose payment it is; undefined for one that no gateway has made. */
function merchantOf({ reference, metadata }: Payment): unknown {
  return reference.startsWith(PREFIX) ? metadata['merchant'] : undefined;
}

function digest(value: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

function madeCode(payment: Payment): MadeCode {
  const { qrString = null, qrImageUrl } = payment;
  return Object.assign(factsOf(payment), { qrString, qrImageUrl });
}

function factsOf({ id, md5, billNumber = id, amount, currency, expiresAt }: Payment) {
  return { md5, billNumber, amount, currency, expiresAt: expiresAt.getTime() };
}

/** Money that does not fit its order (REVIEW) is not paid, and a person may still say that it is. */
function statusOf(status: PaymentStatus): CodeStatus['status'] {
  switch (status) {
    case 'PAID':
      return 'PAID';
    case 'CREATING':
    case 'PENDING':
    case 'REVIEW':
      return 'WAITING';
    case 'FAILED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'REJECTED':
      return 'EXPIRED';
  }
}
