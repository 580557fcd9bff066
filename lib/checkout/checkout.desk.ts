import type { KhqrClock } from '../clock/khqr-clock.js';
import type { KhqrRandom } from '../clock/khqr-random.js';
import { isKhqrError, type KhqrAccount, type KhqrService, type Payment } from '../index.js';
import { AskLimiter } from './ask.limiter.js';
import type { CheckoutRequest, OrderResolver, PaymentAuthorizer } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import type { CheckoutSettings } from './checkout.settings.js';
import { mayLeaveTrace, OrderDesk, readReference, type MadePayment } from './order.desk.js';
import { PaymentStreams } from './payment.streams.js';
import { toPaymentView } from './payment.view-maker.js';
import type { PaymentView } from './payment-view.js';
import { PictureShelf } from './picture.shelf.js';
import { clientOf } from './request.facts.js';
import { WatchMarks } from './watch.marks.js';

export interface DeskParts {
  readonly service: KhqrService;
  readonly settings: CheckoutSettings;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  readonly resolveOrder: OrderResolver['resolveOrder'];
  /** Null: whoever knows the id may see the payment. */
  readonly authorize: PaymentAuthorizer['authorize'] | null;
}

/** Ids are 22 URL-safe characters; a store of one's own may make others. What is no id is not looked up. */
const ID = /^[\w-]{8,64}$/;
/** Providers whose payments have a link into banking apps. */
const WITH_DEEPLINK = ['bakong'];

/** Money is looked for until so long after a code's end; the shop itself may ask later, too. */
const LATE_MS = 30 * 60_000;

export interface CheckedPayment {
  readonly payment: Payment;
  /** False where the provider was asked a moment ago, and the stored payment is the answer. */
  readonly asked: boolean;
}

/** What the routes do, without HTTP. */
export class CheckoutDesk {
  readonly settings: CheckoutSettings;
  readonly streams: PaymentStreams;
  readonly pictures: PictureShelf;
  readonly marks: WatchMarks;
  private readonly khqr: KhqrAccount;
  private readonly orders: OrderDesk;
  private readonly limiter: AskLimiter;

  constructor(private readonly parts: DeskParts) {
    const { service, settings, clock, random, resolveOrder } = parts;
    const { account, limits, pictures = {} } = settings;
    this.settings = settings;
    this.khqr = account === undefined ? service : service.account(account);
    this.orders = new OrderDesk({ service, account, resolveOrder });
    this.limiter = new AskLimiter(limits, clock);
    this.marks = new WatchMarks(this.khqr, clock);
    this.pictures = new PictureShelf(pictures, limits.pictureBytes, clock);
    this.streams = new PaymentStreams({
      khqr: this.khqr,
      marks: this.marks,
      limits,
      clock,
      random,
      view: (payment, mount) => this.view(payment, mount),
    });
  }

  /** Whether answers are one customer's own, so that no cache may keep them. */
  get guarded(): boolean {
    return this.parts.authorize !== null;
  }

  /** What payments are made with, for those whose amount the client names. */
  get payments(): Pick<DeskParts, 'service' | 'random'> {
    const { service, random } = this.parts;
    return { service, random };
  }

  /** Seconds that this client has to wait; 0: it may ask now, and is counted. */
  wait(request: CheckoutRequest): number {
    return this.limiter.wait(clientOf(request));
  }

  create(body: unknown, request: CheckoutRequest): Promise<MadePayment> {
    return this.pay(readReference(body), request);
  }

  /** Reads the store only. @throws CheckoutRefusal 404, the same for what is unknown, malformed and not this caller's */
  async find(id: string, request: CheckoutRequest): Promise<Payment> {
    const payment = ID.test(id) ? await this.khqr.getPayment({ id }) : null;
    return this.allowed(payment, request);
  }

  /** As `find`, without a read where the payment is being watched. */
  async findWatched(id: string, request: CheckoutRequest): Promise<Payment> {
    const watched = this.streams.current(id);
    return watched ? this.allowed(watched, request) : this.find(id, request);
  }

  /** "I have paid". @throws CheckoutRefusal 429 for a client that asks too often */
  async check(id: string, request: CheckoutRequest): Promise<CheckedPayment> {
    const payment = await this.find(id, request);
    const over = this.parts.clock.now() > payment.expiresAt.getTime() + LATE_MS;
    if (payment.status === 'PAID' || over) return { payment, asked: false };
    this.count(request);
    if (!this.limiter.mayAsk(id)) return { payment, asked: false };
    return { payment: await this.khqr.checkPayment(id), asked: true };
  }

  /** A new code for an order whose last one has ended; the open one where there is one. */
  async renew(id: string, request: CheckoutRequest): Promise<MadePayment> {
    const { reference } = await this.find(id, request);
    return this.pay(reference, request);
  }

  /** A link into the payer's banking app. One request to the provider for each payment at most. */
  async deeplink(id: string, request: CheckoutRequest): Promise<string> {
    const payment = await this.find(id, request);
    if (!this.hasDeeplink(payment)) throw new CheckoutRefusal('not-found');
    this.count(request);
    const link = await this.khqr.getDeeplink(id).catch((error: unknown) => {
      // The provider has no links after all.
      if (isKhqrError(error) && error.code === 'KHQR_REQUEST') return '';
      throw error;
    });
    if (this.mayLead(link)) return new URL(link).href;
    throw new CheckoutRefusal('not-found');
  }

  view(payment: Payment, mount: string): PaymentView {
    const deeplink = this.hasDeeplink(payment);
    return toPaymentView(payment, mount, { now: this.parts.clock.now(), deeplink });
  }

  /** Whether a button on the page may stand in for the customer's phone. */
  mayPlay({ provider, status }: Payment): boolean {
    return this.settings.sandboxPay === true && provider === 'sandbox' && status === 'PENDING';
  }

  /**
   * Whoever may not see the order's payment is not given it here either. Tries that fail are counted where they may have left a row or
   * have been a request to the provider: a code for somebody else's order has, too. Orders that nobody knows, and those that the shop
   * cannot answer for, leave nothing.
   */
  private async pay(reference: string, request: CheckoutRequest): Promise<MadePayment> {
    const client = `pay ${clientOf(request)}`;
    const retryAfter = this.limiter.over(client);
    if (retryAfter > 0) throw new CheckoutRefusal('too-many', { retryAfter });
    const order = await this.orders.resolve(reference, request);
    const made = await this.orders.pay(reference, order).catch((error: unknown) => {
      if (mayLeaveTrace(error)) this.limiter.wait(client);
      throw error;
    });
    await this.allowed(made.payment, request).catch((error: unknown) => {
      this.limiter.wait(client);
      throw error;
    });
    return made;
  }

  private count(request: CheckoutRequest): void {
    const retryAfter = this.wait(request);
    if (retryAfter > 0) throw new CheckoutRefusal('too-many', { retryAfter });
  }

  private hasDeeplink({ provider, status, qrString }: Payment): boolean {
    if (status !== 'PENDING' || qrString === undefined) return false;
    const { deeplinks } = this.settings;
    return deeplinks === 'auto' ? WITH_DEEPLINK.includes(provider) : deeplinks;
  }

  private mayLead(link: string): boolean {
    if (!URL.canParse(link)) return false;
    const { protocol, hostname, username, password } = new URL(link);
    const open = protocol === 'https:' && username === '' && password === '';
    return open && this.settings.deeplinkHosts.includes(hostname);
  }

  private async allowed(payment: Payment | null, request: CheckoutRequest): Promise<Payment> {
    const { authorize } = this.parts;
    if (payment && (authorize === null || (await authorize(payment, request)))) return payment;
    throw new CheckoutRefusal('not-found');
  }
}
