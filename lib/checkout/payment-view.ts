import type { Currency, PaymentStatus } from '../index.js';

/** Where the browser finds what belongs to a payment: absolute paths on the host that answered, `/api/khqr/payments/…`. */
export interface PaymentUrls {
  /** GET: this view. */
  readonly self: string;
  /** GET: server-sent events named `payment`, each with this view as its data; the stream ends when the payment is settled. */
  readonly events: string;
  /** Pictures take `?size=`, pixels: codes 64 to 1024, cards and stands 160 to 1024. 404 while there is no code. */
  readonly qrSvg: string;
  readonly qrPng: string;
  readonly cardSvg: string;
  readonly cardPng: string;
  readonly standSvg: string;
  readonly standPng: string;
  /** GET: the hosted page. */
  readonly page: string;
  /** POST, no body: "I have paid". */
  readonly check: string;
  /** POST, no body: a new code for the same order after this one has ended. */
  readonly renew: string;
  /** GET: a redirect into the payer's banking app; absent where the provider has none. */
  readonly deeplink?: string;
}

/** What anybody who knows a payment's id may see of it. */
export interface PaymentView {
  readonly id: string;
  /** Decimal text: `'5.00'` USD, `'20000'` KHR. */
  readonly amount: string;
  readonly currency: Currency;
  readonly status: PaymentStatus;
  /** The KHQR text to draw; null while the code is being made, and where the provider gives a picture only. */
  readonly qrString: string | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** The server's clock when this was written, ISO 8601, UTC: count down by it, not by the device's. */
  readonly serverTime: string;
  /** Nothing more is expected: PAID, EXPIRED, CANCELLED, FAILED or REJECTED. */
  readonly settled: boolean;
  /** Paid after its end; absent otherwise. */
  readonly late?: true;
  /** ISO 8601, UTC; absent until it is paid. */
  readonly paidAt?: string;
  readonly urls: PaymentUrls;
}
