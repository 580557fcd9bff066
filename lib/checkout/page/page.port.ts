import type { PaymentView } from '../payment-view.js';

export type PageLanguage = 'en' | 'km';

/** Everything that the hosted page shows or links to. Texts are the shop's or the provider's own: they must be escaped. */
export interface PageInput {
  readonly view: PaymentView;
  readonly merchantName: string;
  /** The shop's order number, where it is to be shown. */
  readonly reference?: string;
  readonly language: PageLanguage;
  /** This page in each language, by path and query. */
  readonly languageUrls: Readonly<Record<PageLanguage, string>>;
  /** The card as SVG, drawn here and trusted; absent where there is no code, or none that a card can be made of. */
  readonly card?: string;
  /** Where the shop wants the customer back; already checked against the allow-list. */
  readonly returnUrl?: string;
  /** A new code can be asked for: the payment ended unpaid. */
  readonly canRenew: boolean;
  /** "I have paid" can be asked: the payment is open, or ended without having been paid. */
  readonly canCheck: boolean;
  /**
   * Where forms are posted without JavaScript; they keep language and return URL, and are answered by a redirect to the page.
   * With `Accept: application/json` the same URLs answer the view as JSON.
   */
  readonly actions: { readonly check: string; readonly renew: string };
  /** Set on the page that follows a form: what became of "I have paid". */
  readonly notice?: 'still-waiting' | 'ask-later';
  /** On the sandbox only: a POST here stands in for the customer's phone and pays. */
  readonly sandboxPay?: string;
  /** Assets are at `${assetBase}/${name}`. */
  readonly assetBase: string;
}

/** What is shown where there is no payment to show, or where a form came to nothing. */
export interface RefusalPageInput {
  readonly kind: 'unknown' | 'trouble';
  /** For customers: what went wrong. */
  readonly message: string;
  readonly merchantName: string;
  readonly language: PageLanguage;
  /** Absent on the answer to a form, which cannot be asked for again by a link. */
  readonly languageUrls?: Readonly<Record<PageLanguage, string>>;
  /** The payment's page, where the payment was found. */
  readonly pageUrl?: string;
  readonly returnUrl?: string;
  readonly assetBase: string;
}

export interface PageOutput {
  readonly html: string;
  /** Content-Security-Policy and whatever else belongs to this page; cache and framing headers are the routes'. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A file of the page, served under a name that changes with its content, so that it may be cached for ever. */
export interface PageAsset {
  readonly body: string;
  /** `text/css; charset=utf-8` */
  readonly type: string;
  /** Strong, with its quotes. */
  readonly etag: string;
}
