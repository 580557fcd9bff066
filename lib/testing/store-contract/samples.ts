import { createHash, randomBytes } from 'node:crypto';
import {
  paymentEventId,
  type EventRecord,
  type PaymentEventType,
} from '../../payment/payment-event.js';
import type { PaymentRecord } from '../../payment/payment-record.js';

/** As `KhqrTestClock` starts. */
const CREATED_AT = Date.UTC(2026, 0, 1);

/** A PENDING payment of 5.00 USD, due at once, for 15 minutes; its id is random, and reference and md5 are made of it. */
export function samplePayment(overrides: Partial<PaymentRecord> = {}): PaymentRecord {
  const id = overrides.id ?? randomBytes(16).toString('base64url');
  const createdAt = overrides.createdAt ?? CREATED_AT;
  return {
    id,
    account: 'default',
    provider: 'sandbox',
    reference: `order-${id}`,
    attempt: 1,
    amountMinor: 500,
    currency: 'USD',
    status: 'PENDING',
    md5: createHash('md5').update(id).digest('hex'),
    qrString: `00020101021229180014shop@bank52045999530384054045.005802KH5904Shop6010Phnom Penh6304${id}`,
    verified: true,
    qrImageUrl: null,
    qrStandUrl: null,
    billNumber: null,
    providerRef: null,
    note: null,
    metadata: {},
    payee: null,
    createdAt,
    expiresAt: createdAt + 15 * 60_000,
    paidAt: null,
    late: false,
    recovered: false,
    reviewReason: null,
    receipt: null,
    refundedMinor: 0,
    cancelled: false,
    replaced: false,
    expiryRaised: false,
    unresolvedRaised: false,
    dueAt: createdAt,
    leaseOwner: null,
    leaseUntil: 0,
    epoch: 0,
    inDoubt: false,
    unpaidAt: null,
    strikes: 0,
    watchedUntil: 0,
    ...overrides,
  };
}

/** An event of this payment, to be delivered at once. */
export function sampleEvent(
  payment: PaymentRecord,
  type: PaymentEventType,
  overrides: Partial<EventRecord> = {},
): EventRecord {
  const occurredAt = overrides.occurredAt ?? payment.createdAt;
  return {
    id: paymentEventId(payment.id, type),
    type,
    account: payment.account,
    paymentId: payment.id,
    reference: payment.reference,
    occurredAt,
    deliverAt: occurredAt,
    alert: null,
    ...overrides,
  };
}
