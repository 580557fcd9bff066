import type { Payment } from '../../lib/payment/payment.js';

declare const payment: Payment;

export const amount: string = payment.amount;
export const paidAt: Date | undefined = payment.paidAt;

// @ts-expect-error a payment is a readonly record
payment.status = 'PAID';

// @ts-expect-error a status is one of a fixed list
export const unknownStatus: Payment['status'] = 'REFUNDED';
