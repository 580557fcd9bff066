import type { ControllerOptions, Type } from '@nestjs/common';
import type { Currency, Payee, Payment, PaymentMetadata } from '../index.js';
import type { KhqrCardOptions, KhqrFontOptions } from '../image/index.js';

/** The request as Express and Fastify both show it. Annotate the parameter with your driver's own type where you need more. */
export interface CheckoutRequest {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  /** The client's address, as the driver's own proxy settings make it out. */
  readonly ip?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}

/** What an order costs now. */
export interface CheckoutOrder {
  /** Decimal text or a number: `'5.00'`, `5`. */
  readonly amount: string | number;
  readonly currency: Currency;
  /** For the payer, at most 200 characters, where the provider shows it. */
  readonly note?: string;
  readonly metadata?: PaymentMetadata;
  /** Milliseconds that the code lives, where the provider lets us say. */
  readonly expiresInMs?: number;
  readonly payee?: Payee;
  /** The account to be paid, where the checkout itself names none. @default 'default' */
  readonly account?: string;
}

/** The one who knows what an order costs, as an injectable class or an object. */
export interface OrderResolver {
  /** Null: no such order, not this caller's, or nothing to pay; the answer is 404. */
  resolveOrder(
    reference: string,
    request: CheckoutRequest,
  ): Promise<CheckoutOrder | null> | CheckoutOrder | null;
}

/** Who may see a payment, as an injectable class or an object. */
export interface PaymentAuthorizer {
  /** False: the answer is the same 404 as for an id that nobody has. */
  authorize(payment: Payment, request: CheckoutRequest): Promise<boolean> | boolean;
}

export interface CheckoutLimits {
  /** Live status streams open at once in this process. @default 10000, some 100 MB */
  readonly streams: number;
  /** Live status streams of one payment in this process. @default 20, a customer's tabs and devices */
  readonly streamsPerPayment: number;
  /** A stream is ended after so long, and its reader connects again. Milliseconds. @default 900000 */
  readonly streamMs: number;
  /** A comment keeps proxies from ending a silent stream. Milliseconds. @default 20000, below the 30 s of the shortest common one */
  readonly heartbeatMs: number;
  /** "I have paid" asks the provider once in so long for each payment. Milliseconds. @default 5000 */
  readonly checkEveryMs: number;
  /** "I have paid" and banking app links for each client address and minute, and as many tries to make a code that fail. @default 30 */
  readonly asksPerMinute: number;
  /** Pictures kept, bytes. @default 16777216 */
  readonly pictureBytes: number;
}

export interface CheckoutPictures {
  /** Artwork in place of the drawn word in the header of cards and stands. */
  readonly logo?: KhqrCardOptions['logo'];
  /** The name in a second language. @default the code's own */
  readonly secondName?: string;
  /** Font files for PNGs. @default the system's fonts */
  readonly fonts?: KhqrFontOptions['fonts'];
}

export interface KhqrCheckoutOptions {
  /** Amount and currency of an order: a function, an object or an injectable class. The browser never says an amount. */
  readonly resolveOrder: OrderResolver['resolveOrder'] | OrderResolver | Type<OrderResolver>;
  /** Who may see a payment, and be given one that was just made. @default everybody who knows its id, 128 random bits */
  readonly authorize?: PaymentAuthorizer['authorize'] | PaymentAuthorizer | Type<PaymentAuthorizer>;
  /** The name on the hosted page. */
  readonly merchantName: string;
  /** Only payments of this account are made and shown. @default all; orders may name theirs */
  readonly account?: string;
  /** Where the hosted page may send the customer back to: origins or URL prefixes, or paths of this host. @default none */
  readonly returnUrls?: readonly string[];
  /** Where it does so when the page's URL says nothing. It need not be listed. */
  readonly returnUrl?: string | ((payment: Payment) => string | undefined);
  /** For whoever asks for neither language. @default 'en' */
  readonly language?: 'en' | 'km';
  /** Whether the hosted page shows the order's reference. @default true */
  readonly showReference?: boolean;
  /** Where the routes are for the browser, when a proxy changes paths: `/shop/khqr`. @default as the request came */
  readonly publicPath?: string;
  /** Links into banking apps. @default 'auto': for payments with the Bakong API */
  readonly deeplinks?: 'auto' | boolean;
  /** Hosts that such links may lead to. @default bakong.nbc.gov.kh, bakong.page.link and their test systems */
  readonly deeplinkHosts?: readonly string[];
  /** Shows a button on the page of a sandbox payment that pays it. It gives goods away, so it is off. @default false */
  readonly sandboxPay?: boolean;
  /** The routes of `proxy` let whoever asks name the amount that they pay; said beside it, so that nobody opens them unknowing. @default false */
  readonly allowClientAmounts?: boolean;
  readonly pictures?: CheckoutPictures;
  readonly limits?: Partial<CheckoutLimits>;
}

/** What is said where the module is imported, since routes are made before a factory has run. */
export interface KhqrCheckoutMount {
  /** Below the global prefix. @default 'khqr' */
  readonly path?: string;
  /** As of any controller: `'1'`, or Nest's VERSION_NEUTRAL. @default the application's default version */
  readonly version?: ControllerOptions['version'];
  /** The application's own for these controllers: `UseGuards(…)`, `Throttle(…)`, `ApiTags(…)`. */
  readonly decorators?: readonly ClassDecorator[];
  /** Whether the hosted page is served. @default true */
  readonly page?: boolean;
  /**
   * Serves APIKHQR's proxy for apps: `POST generate-qr` and `GET payment-status?md5=`, where the app names the amount. Needs
   * `allowClientAmounts: true`.
   *
   * @default false
   */
  readonly proxy?: boolean;
}

/** For `useClass` and `useExisting` of `registerAsync`. */
export interface KhqrCheckoutOptionsFactory {
  createKhqrCheckoutOptions(): Promise<KhqrCheckoutOptions> | KhqrCheckoutOptions;
}
