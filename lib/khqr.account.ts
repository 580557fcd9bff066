import type { Observable } from 'rxjs';
import { defer, switchMap } from 'rxjs';
import { KhqrNotFoundError } from './errors/khqr-not-found.error.js';
import type { PaymentRecord } from './payment/payment-record.js';
import type { Payment } from './payment/payment.js';
import { toPayment } from './payment/to-payment.js';
import { checkQuery, isStorable } from './requests/check-input.js';
import type { AdoptPaymentInput, CreatePaymentInput } from './requests/payment-input.js';
import type { PaymentDesk } from './requests/payment.desk.js';
import type { PaymentWatcher, WaitOptions } from './requests/payment.watcher.js';
import type { PaymentStore } from './stores/payment-store.port.js';

export type GetPaymentQuery =
  | { readonly id: string }
  | { readonly md5: string }
  /** The PAID attempt, else the newest. */
  | { readonly reference: string };

export interface AccountParts {
  readonly store: PaymentStore;
  readonly desk: PaymentDesk;
  readonly watcher: PaymentWatcher;
}

/** Payments of one account: what `khqr.account('branch')` and `@InjectKhqr('branch')` give. */
export class KhqrAccount {
  constructor(
    /** The account's name in the configuration. */
    readonly name: string,
    private readonly parts: AccountParts,
  ) {}

  /**
   * Asks for money for an order: makes a KHQR code, or answers the one that is open for the same reference, amount and currency.
   *
   * @throws KhqrRequestError a field is wrong; nothing was stored or sent
   * @throws KhqrAlreadyPaidError the reference is paid; the error carries the payment
   * @throws KhqrConflictError open with another amount or currency, and `replace` is not true
   * @throws KhqrAuthenticationError, KhqrRateLimitError, KhqrProviderError the provider made no code; ask again for a new one
   */
  async createPayment(input: CreatePaymentInput): Promise<Payment> {
    return toPayment(await this.parts.desk.create(this.name, input));
  }

  /**
   * Null where there is none. Reads the store, never the provider.
   *
   * @throws KhqrRequestError where none of them is a text
   * @throws KhqrConfigurationError by reference, where no such account is configured
   */
  async getPayment(query: GetPaymentQuery): Promise<Payment | null> {
    const { store, desk } = this.parts;
    const [key, wanted] = checkQuery(query, ['id', 'md5', 'reference']);
    if (key === 'reference') await desk.requireAccount(this.name);
    if (!isStorable(wanted)) return null;
    if (key === 'reference') {
      const newest = await store.find({ account: this.name, reference: wanted });
      return newest && toPayment(newest);
    }
    const record = await store.find(key === 'id' ? { id: wanted } : { md5: wanted.toLowerCase() });
    return record && this.mayShow(record) ? toPayment(record) : null;
  }

  /**
   * Asks the provider now. Joins a check under way; inside the minimum gap, or out of budget, answers the stored payment. With a
   * daily quota each payment has so many asks as the tracker plans for it, at least 3 (in each process).
   *
   * @throws KhqrNotFoundError
   */
  async checkPayment(id: string): Promise<Payment> {
    return toPayment(await this.parts.desk.check(await this.require(id)));
  }

  /**
   * Resolves when the payment is settled: PAID, EXPIRED, CANCELLED, FAILED or REJECTED.
   *
   * @throws KhqrNotFoundError, KhqrTimeoutError (with the payment), or the signal's reason
   */
  async waitForPayment(id: string, options: WaitOptions = {}): Promise<Payment> {
    options.signal?.throwIfAborted();
    const record = await this.require(id);
    return this.parts.watcher.wait(id, options, record);
  }

  /** The payment now, then after each change; completes when it is settled; errors with KhqrNotFoundError. */
  watchPayment(id: string): Observable<Payment> {
    return defer(() => this.require(id)).pipe(switchMap(() => this.parts.watcher.watch(id)));
  }

  /**
   * The order is off. The code stays watched, since no provider can cancel it: money that still comes is REVIEW.
   *
   * @throws KhqrNotFoundError
   * @throws KhqrAlreadyPaidError with the payment
   */
  async cancelPayment(id: string): Promise<Payment> {
    return toPayment(await this.parts.desk.cancel(await this.require(id)));
  }

  /**
   * For whoever may tell of a PAID payment once only: true for the first caller, on whichever replica; false for all after it, and
   * while the payment is not PAID. An answer that is lost on its way is lost: handlers (`@OnPaymentPaid`) need none of this.
   *
   * @throws KhqrNotFoundError
   */
  async claimPayment(id: string): Promise<boolean> {
    const { status } = await this.require(id);
    return status === 'PAID' && (await this.parts.store.claimPaid(id));
  }

  /** Somebody is looking at this payment now; call it again while they do (it holds for 15 s). */
  async markWatched(id: string): Promise<void> {
    await this.parts.desk.markWatched(await this.require(id));
  }

  /**
   * Takes over a code that was made elsewhere, for moving from a hand-written loop; the provider is not asked to make one.
   * The same md5 again answers the same payment.
   *
   * @throws KhqrRequestError, KhqrAlreadyPaidError; KhqrConflictError where the md5 belongs to another reference
   */
  async adoptPayment(input: AdoptPaymentInput): Promise<Payment> {
    return toPayment(await this.parts.desk.adopt(this.name, input));
  }

  /**
   * A link that opens the payer's banking app.
   *
   * @throws KhqrRequestError where the provider has none
   */
  async getDeeplink(id: string): Promise<string> {
    return this.parts.desk.deeplink(await this.require(id));
  }

  /** Whether a payment found by id or md5 may be shown through this handle. */
  protected mayShow(record: PaymentRecord): boolean {
    return record.account === this.name;
  }

  private async require(id: string): Promise<PaymentRecord> {
    const record = await this.parts.desk.require(id);
    if (this.mayShow(record)) return record;
    throw new KhqrNotFoundError(`No payment has the id '${id}'.`);
  }
}
