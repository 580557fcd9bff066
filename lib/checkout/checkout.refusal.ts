import { HttpException } from '@nestjs/common';
import type { PaymentView } from './payment-view.js';
import { CUSTOMER_MESSAGES, type RefusalKind } from './customer.messages.js';
import type { CustomerLanguage } from './language.js';

/** The body of every refusal: for programs `code`, for customers `message`. */
export interface RefusalBody {
  readonly statusCode: number;
  /** `KHQR_NOT_FOUND`, `KHQR_ALREADY_PAID`, `KHQR_CONFLICT`, `KHQR_REQUEST`, `KHQR_RATE_LIMIT`, `KHQR_UNAVAILABLE`, `KHQR_PICTURE` or `KHQR_INTERNAL`. */
  readonly code: string;
  /** In English or Khmer, as the request prefers. */
  readonly message: string;
  /** The field of the request that is wrong. */
  readonly field?: string;
  /** With `KHQR_ALREADY_PAID` from the checkout's own routes: the paid payment. */
  readonly payment?: PaymentView;
}

export interface RefusalExtras {
  readonly field?: string | undefined;
  readonly payment?: PaymentView;
  /** Whole seconds. */
  readonly retryAfter?: number;
}

const KINDS: Readonly<Record<RefusalKind, readonly [status: number, code: string]>> = {
  'not-found': [404, 'KHQR_NOT_FOUND'],
  'already-paid': [409, 'KHQR_ALREADY_PAID'],
  conflict: [409, 'KHQR_CONFLICT'],
  unavailable: [503, 'KHQR_UNAVAILABLE'],
  'too-many': [429, 'KHQR_RATE_LIMIT'],
  request: [400, 'KHQR_REQUEST'],
  amount: [400, 'KHQR_REQUEST'],
  'no-picture': [501, 'KHQR_PICTURE'],
  internal: [500, 'KHQR_INTERNAL'],
};

/** An answer that says no. */
export class CheckoutRefusal extends HttpException {
  constructor(
    readonly kind: RefusalKind,
    readonly extras: RefusalExtras = {},
    language: CustomerLanguage = 'en',
  ) {
    super(refusalBody(kind, extras, language), KINDS[kind][0]);
  }

  in(language: CustomerLanguage): CheckoutRefusal {
    return new CheckoutRefusal(this.kind, this.extras, language);
  }
}

function refusalBody(
  kind: RefusalKind,
  { field, payment }: RefusalExtras,
  language: CustomerLanguage,
): RefusalBody {
  const [statusCode, code] = KINDS[kind];
  return {
    statusCode,
    code,
    message: CUSTOMER_MESSAGES[language][kind],
    ...(field !== undefined && { field }),
    ...(payment && { payment }),
  };
}
