import { Injectable } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import {
  OnKhqrAlert,
  OnPaymentDuplicate,
  OnPaymentExpired,
  OnPaymentPaid,
  OnPaymentReview,
} from '../../lib/events/on-payment.decorator.js';
import {
  KhqrAlertEvent,
  PaymentDuplicateEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentReviewEvent,
} from '../../lib/events/payment.events.js';

/** What one run of a handler does; it may throw, or take as long as it likes. */
export type Run = (event: PaymentPaidEvent) => unknown;

/** A class with one Paid handler of this identity and no other. */
export function paidHandler(
  id: string,
  run: Run,
  options: { readonly timeoutMs?: number; readonly account?: string } = {},
): Type<unknown> {
  @Injectable()
  class Handler {
    @OnPaymentPaid({ id, ...options })
    async handle(event: PaymentPaidEvent): Promise<void> {
      await run(event);
    }
  }
  return Handler;
}

/** The handlers of a usual shop; every line says what was done for which order. */
@Injectable()
export class ShopHandlers {
  readonly lines: string[] = [];

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.lines.push(`ship ${payment.reference} ${payment.amount}`);
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.lines.push(`release ${payment.reference}`);
  }

  @OnPaymentReview()
  look({ payment }: PaymentReviewEvent): void {
    this.lines.push(`look at ${payment.reference} ${payment.reviewReason ?? ''}`);
  }

  @OnPaymentDuplicate()
  refund({ payment }: PaymentDuplicateEvent): void {
    this.lines.push(`refund ${payment.reference} ${payment.amount}`);
  }

  @OnKhqrAlert()
  call({ kind }: KhqrAlertEvent): void {
    this.lines.push(`call ${kind}`);
  }
}
