import type { SandboxTransfer, SandboxView } from './sandbox-code.js';
import { formatMoney } from '../../payment/money.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { BakongResponse } from './bakong-options.js';

const JSON_TYPE = { 'content-type': 'application/json' } as const;

export function success(data: unknown): BakongResponse {
  const body = { responseCode: 0, responseMessage: 'Success', errorCode: null, data };
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(body) };
}

export function refusal(errorCode: number, responseMessage: string, status = 200): BakongResponse {
  const body = { responseCode: 1, responseMessage, errorCode, data: null };
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) };
}

const NOT_FOUND_TEXT = 'Transaction could not be found. Please check and try again.';

export function notFound(): BakongResponse {
  return refusal(1, NOT_FOUND_TEXT);
}

/** A page of whatever stands before the API. */
export function page(status: number, title: string): BakongResponse {
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

/** A failure of the simulated network, as this API would say it; null: the connection breaks. */
export function failure({ failure: told, lost }: { failure: ProviderFailure; lost: boolean }) {
  if (lost || told.kind === 'not-sent') return null;
  switch (told.kind) {
    case 'in-doubt':
      return page(500, '500 Internal Server Error');
    case 'payment':
      return refusal(5, 'Missing required fields.', 400);
    case 'lane':
      if (told.reason === 'quota') return quotaSpent(100);
      if (told.reason === 'stopped') return unauthorized();
      return rateLimited(told.retryAfterMs);
  }
}

export function unauthorized(): BakongResponse {
  return refusal(6, 'Unauthorized, not yet requested for token or token expired.', 401);
}

/** As seen: status 200, and in no official document. */
export function quotaSpent(limit: number): BakongResponse {
  return refusal(17, `Daily request limit of ${limit} exceeded. Please try again tomorrow.`);
}

function rateLimited(retryAfterMs: number | undefined): BakongResponse {
  const { headers, ...rest } = page(429, '429 Too Many Requests');
  if (retryAfterMs === undefined) return { headers, ...rest };
  const seconds = String(Math.ceil(retryAfterMs / 1000));
  return { headers: { ...headers, 'retry-after': seconds }, ...rest };
}

/** The bank's own words for a transfer. */
export function transferData(transfer: SandboxTransfer): object {
  const { hash, payerAccount, toAccount, currency, amountMinor, paidAt, bankReference } = transfer;
  return {
    hash,
    fromAccountId: payerAccount,
    toAccountId: toAccount,
    currency,
    amount: Number(formatMoney({ minor: amountMinor, currency })),
    description: '',
    createdDateMs: paidAt,
    acknowledgedDateMs: paidAt + 1,
    externalRef: bankReference,
  };
}

/** The transfer that a check found. This API has no claim: it tells of a payment as often as it is asked. */
export function transferOf(view: SandboxView): SandboxTransfer | null {
  return view.status === 'unknown' ? null : view.code.transfer;
}

/** The hash's first 8 digits, with the same amount and currency, as a payer's receipt shows them. */
export function isShortHashOf(
  { hash, amountMinor, currency }: SandboxTransfer,
  asked: { readonly hash: unknown; readonly amount: unknown; readonly currency: unknown },
): boolean {
  const amount = Number(formatMoney({ minor: amountMinor, currency }));
  return hash.slice(0, 8) === asked.hash && amount === asked.amount && currency === asked.currency;
}

export function listItem(md5: string, transfer: SandboxTransfer | null): object {
  return transfer
    ? { md5, status: 'SUCCESS', message: 'Success', data: transferData(transfer) }
    : { md5, status: 'NOT_FOUND', message: NOT_FOUND_TEXT, data: null };
}
