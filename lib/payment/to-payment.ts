import { formatMoney } from './money.js';
import type { Payment } from './payment.js';
import type { PaymentRecord } from './payment-record.js';

/** What the shop may see of a record: a fresh frozen object, absent fields left out. */
export function toPayment(record: PaymentRecord): Payment {
  return Object.freeze({
    id: record.id,
    account: record.account,
    provider: record.provider,
    reference: record.reference,
    attempt: record.attempt,
    amount: formatMoney({ minor: record.amountMinor, currency: record.currency }),
    amountMinor: record.amountMinor,
    currency: record.currency,
    status: record.status,
    md5: record.md5 ?? '',
    verified: record.verified,
    metadata: record.metadata,
    createdAt: new Date(record.createdAt),
    expiresAt: new Date(record.expiresAt),
    late: record.late,
    recovered: record.recovered,
    ...(record.qrString !== null && { qrString: record.qrString }),
    ...(record.qrImageUrl !== null && { qrImageUrl: record.qrImageUrl }),
    ...(record.qrStandUrl !== null && { qrStandUrl: record.qrStandUrl }),
    ...(record.billNumber !== null && { billNumber: record.billNumber }),
    ...(record.providerRef !== null && { providerRef: record.providerRef }),
    ...(record.note !== null && { note: record.note }),
    ...(record.payee !== null && { payee: record.payee }),
    ...(record.paidAt !== null && { paidAt: new Date(record.paidAt) }),
    ...(record.reviewReason !== null && { reviewReason: record.reviewReason }),
    ...(record.receipt !== null && { receipt: record.receipt }),
  });
}
