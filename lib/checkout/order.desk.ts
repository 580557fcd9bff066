import {
  KhqrConfigurationError,
  isKhqrError,
  type KhqrAccount,
  type KhqrAlreadyPaidError,
  type KhqrRequestError,
  type KhqrService,
  type Payment,
} from '../index.js';
import type { CheckoutOrder, CheckoutRequest, OrderResolver } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';

export interface OrderParts {
  readonly service: KhqrService;
  /** Payments that this checkout makes and shows; undefined: every account's. */
  readonly account: string | undefined;
  readonly resolveOrder: OrderResolver['resolveOrder'];
}

export interface MadePayment {
  readonly payment: Payment;
  /** False where it was open already, or is paid. */
  readonly made: boolean;
  /** The order was paid before: there is nothing to pay. */
  readonly alreadyPaid: boolean;
}

const MOST_REFERENCE = 128;
/** Line breaks, NUL and halves of a character are in no order number. */
const NOT_IN_REFERENCE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;

/** The reference in a request's body. @throws CheckoutRefusal 400 for anything else that is in it */
export function readReference(body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CheckoutRefusal('request', { field: 'reference' });
  }
  const keys = Object.keys(body);
  // The oldest fraud there is, so it is named.
  for (const field of ['amount', 'currency']) {
    if (keys.includes(field)) throw new CheckoutRefusal('amount', { field });
  }
  if (keys.length !== 1 || keys[0] !== 'reference') {
    throw new CheckoutRefusal('request', { field: 'reference' });
  }
  const { reference } = body as { readonly reference: unknown };
  const good =
    typeof reference === 'string' &&
    reference.trim() !== '' &&
    reference.length <= MOST_REFERENCE &&
    !NOT_IN_REFERENCE.test(reference);
  if (good) return reference;
  throw new CheckoutRefusal('request', { field: 'reference' });
}

/** Asks the shop what an order costs, and then for that money. */
export class OrderDesk {
  constructor(private readonly parts: OrderParts) {}

  /** @throws CheckoutRefusal 404 where the shop knows no such order */
  async resolve(reference: string, request: CheckoutRequest): Promise<CheckoutOrder> {
    const order = await this.parts.resolveOrder(reference, request);
    if (order === null) throw new CheckoutRefusal('not-found');
    return order;
  }

  async pay(reference: string, order: CheckoutOrder): Promise<MadePayment> {
    const account = this.accountFor(order);
    const before = await account.getPayment({ reference });
    const { amount, currency, note, metadata, expiresInMs, payee } = order;
    try {
      const payment = await account.createPayment({
        reference,
        amount,
        currency,
        ...(note !== undefined && { note }),
        ...(metadata && { metadata }),
        ...(expiresInMs !== undefined && { expiresInMs }),
        ...(payee && { payee }),
        // The shop has just said what the order costs now. Money for another price is REVIEW.
        replace: true,
      });
      return { payment, made: payment.id !== before?.id, alreadyPaid: false };
    } catch (error) {
      if (!isKhqrError(error)) throw error;
      if (error.code === 'KHQR_ALREADY_PAID') {
        const { payment } = error as KhqrAlreadyPaidError<Payment>;
        return { payment, made: false, alreadyPaid: true };
      }
      // The reference has been checked, so what is wrong is the shop's answer, which no customer can mend.
      if (error.code === 'KHQR_REQUEST') throw unusable(error);
      throw error;
    }
  }

  private accountFor(order: CheckoutOrder): KhqrAccount {
    const { service, account } = this.parts;
    if (typeof order !== 'object') throw unusable();
    if (account === undefined) {
      return order.account === undefined ? service : service.account(order.account);
    }
    if (order.account === undefined || order.account === account) return service.account(account);
    throw new KhqrConfigurationError(
      `resolveOrder answered the account '${order.account}', but this checkout is for '${account}'.`,
    );
  }
}

/**
 * Whether a payment that was not made may have left a row, or have been a request to the provider. An answer of `resolveOrder` that
 * cannot be used has done neither, unless it was the provider who refused it; nor has a store that is down.
 */
export function mayLeaveTrace(error: unknown): boolean {
  if (!isKhqrError(error) || error.code === 'KHQR_CONFLICT') return false;
  return error.code !== 'KHQR_CONFIGURATION' || isProviders(error.cause);
}

/** What is refused here names a field; what a provider refuses names the provider alone. */
function isProviders(cause: unknown): boolean {
  if (!isKhqrError(cause) || cause.code !== 'KHQR_REQUEST') return false;
  return cause.provider !== undefined && (cause as KhqrRequestError).field === undefined;
}

function unusable(cause?: Error): KhqrConfigurationError {
  const why = cause ? `: ${cause.message}` : '.';
  return new KhqrConfigurationError(
    `resolveOrder answered an order that cannot be paid${why}`,
    ["Answer `{ amount: '5.00', currency: 'USD' }`, or null where there is no such order."],
    { cause },
  );
}
