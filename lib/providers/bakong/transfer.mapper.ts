import { formatMoney, isCurrency, parseMoney, readMinor } from '../../payment/money.js';
import type { Transfer, TransferQuery } from '../../payment/transfer.js';
import { inDoubt } from '../http/failures.js';
import { isUnusable } from '../http/wire-record.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { BakongReply } from './bakong.api.js';
import { parseTransfer } from './bakong.wire.js';
import { PASSING, refusalOf } from './error-codes.js';

/** Which call finds it, and with what. */
export function toTransferCall(query: TransferQuery): { path: string; body: unknown } {
  if ('hash' in query) {
    return { path: '/v1/check_transaction_by_hash', body: { hash: query.hash.toLowerCase() } };
  }
  const { shortHash, amount, currency } = query;
  const money = formatMoney(parseMoney(amount, currency));
  return {
    path: '/v1/check_transaction_by_short_hash',
    // The API takes a number here; two decimals and 13 digits survive it.
    body: { hash: shortHash.toLowerCase(), amount: Number(money), currency },
  };
}

/** Null: the bank knows no such transfer, or it did not go through. */
export function toTransfer(
  label: string,
  { wire, status }: BakongReply,
): { readonly transfer: Transfer | null } | { readonly failure: ProviderFailure } {
  if (wire.responseCode !== 0) {
    if (refusalOf(wire) === 'unpaid') return { transfer: null };
    if (PASSING.includes(wire.errorCode)) {
      return { failure: inDoubt(label, `is "${wire.message}"`, status) };
    }
    const message = `${label} was refused: ${wire.message} (errorCode ${wire.errorCode ?? 'none'})`;
    return { failure: { kind: 'payment', message, status } };
  }
  if (wire.data === null) return { transfer: null };
  const told = parseTransfer(wire.data);
  if (isUnusable(told)) return { failure: inDoubt(label, told.unusable, status) };
  const { currency, hash, fromAccount, toAccount, createdAt, acknowledgedAt } = told;
  if (!isCurrency(currency)) {
    return { failure: inDoubt(label, 'has a currency other than USD and KHR', status) };
  }
  const minor = readMinor(told.amount, currency);
  if (minor === undefined) return { failure: inDoubt(label, 'has no amount', status) };
  return {
    transfer: {
      hash,
      amount: formatMoney({ minor, currency }),
      amountMinor: minor,
      currency,
      ...(fromAccount !== undefined && { fromAccount }),
      ...(toAccount !== undefined && { toAccount }),
      ...(createdAt !== undefined && { paidAt: new Date(createdAt) }),
      ...(acknowledgedAt !== undefined && { acknowledgedAt: new Date(acknowledgedAt) }),
      ...(told.externalRef !== undefined && { bankReference: told.externalRef }),
      ...(told.description !== undefined && { description: told.description }),
    },
  };
}
