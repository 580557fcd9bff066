import { PHNOM_PENH_OFFSET_MS, phnomPenhTime } from '../clock/phnom-penh.js';
import { formatMoney } from '../payment/money.js';
import type { PaymentRecord } from '../payment/payment-record.js';

const COLUMNS: readonly (readonly [name: string, read: (record: PaymentRecord) => string])[] = [
  ['paid_at', ({ paidAt }) => (paidAt === null ? '' : phnomPenhTime(paidAt))],
  ['account', ({ account }) => account],
  ['reference', ({ reference }) => reference],
  ['attempt', ({ attempt }) => String(attempt)],
  ['amount', ({ amountMinor, currency }) => formatMoney({ minor: amountMinor, currency })],
  ['currency', ({ currency }) => currency],
  ['refunded', ({ refundedMinor, currency }) => formatMoney({ minor: refundedMinor, currency })],
  ['status', ({ status }) => status],
  ['late', ({ late }) => String(late)],
  ['recovered', ({ recovered }) => String(recovered)],
  ['provider', ({ provider }) => provider],
  ['payment_id', ({ id }) => id],
  ['md5', ({ md5 }) => md5 ?? ''],
  ['bill_number', ({ billNumber }) => billNumber ?? ''],
  ['hash', ({ receipt }) => receipt?.hash ?? ''],
  ['payer', ({ receipt }) => receipt?.payerAccount ?? ''],
  ['bank_reference', ({ receipt }) => receipt?.bankReference ?? ''],
];

export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One line of RFC 4180. */
export function csvLine(record: PaymentRecord): string {
  return `${COLUMNS.map(([, read]) => cell(read(record))).join(',')}\r\n`;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe: references and names come from customers. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A day in Phnom Penh (`2026-11-22`) as milliseconds since 1970: from, and before. Null where it is not a day. */
export function phnomPenhDayBounds(day: string): readonly [from: number, to: number] | null {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) return null;
  return [start - PHNOM_PENH_OFFSET_MS, start - PHNOM_PENH_OFFSET_MS + 24 * 60 * 60 * 1000];
}
