import { readMinor } from '../../payment/money.js';
import type { PaidEvidence } from '../../payment/observation.js';
import { inDoubt } from '../http/failures.js';
import { isUnusable } from '../http/wire-record.js';
import type { CheckAnswer, CheckRequest } from '../khqr-provider.port.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { BakongReply } from './bakong.api.js';
import { parseItems, parseTransfer, type ItemWire, type TransferWire } from './bakong.wire.js';
import { PASSING, refusalOf } from './error-codes.js';

export const CHECK = '/v1/check_transaction_by_md5';
export const CHECK_LIST = '/v1/check_transaction_by_md5_list';

type Told = { readonly serverTime?: number };

/** `account` is who should have been paid. */
export function toCheckAnswer(
  reply: BakongReply,
  request: CheckRequest,
  account: string,
): CheckAnswer {
  const { wire, status } = reply;
  const told = toldBy(reply);
  const label = `POST ${CHECK}`;
  if (wire.responseCode === 0) {
    // Not paid, by the API's own words, is a success without data.
    if (wire.data === null) return { outcome: 'pending', ...told };
    return toPaid(label, wire.data, request, account, told, status);
  }
  // A refusal with a transfer beside it, or a code that nobody has seen, says nothing.
  if (wire.data !== null || wire.responseCode !== 1) return unclear(label, status);
  switch (refusalOf(wire)) {
    case 'unpaid':
      return { outcome: 'pending', ...told };
    case 'static':
      return unknown({ kind: 'payment', message: staticCode(label), status });
    case 'refused': {
      const message = `${label} refused this code: ${wire.message} (errorCode ${wire.errorCode ?? 'none'})`;
      return unknown({ kind: 'payment', message, status });
    }
    default:
      return unclear(label, status);
  }
}

/** In the order of the requests; undefined where the call as a whole was refused, so that nothing is known of any. */
export function toCheckAnswers(
  reply: BakongReply,
  requests: readonly CheckRequest[],
  accountOf: (request: CheckRequest) => string,
): readonly CheckAnswer[] | undefined {
  const label = `POST ${CHECK_LIST}`;
  const { wire, status } = reply;
  if (wire.responseCode !== 0) {
    // To ask one by one ever after would spend the day's requests on the bank's bad minute.
    return PASSING.includes(wire.errorCode)
      ? requests.map(() => unclear(label, status))
      : undefined;
  }
  const items = parseItems(wire.data);
  if (isUnusable(items)) {
    return requests.map(() => unknown(inDoubt(label, items.unusable, status)));
  }
  return requests.map((request) => {
    const [item, ...others] = items.get(request.md5.toLowerCase()) ?? [];
    if (!item || others.length > 0) {
      const what = item ? 'is about this md5 more than once' : 'is not about this md5';
      return unknown(inDoubt(label, what, status));
    }
    return toItemAnswer(label, item, request, accountOf(request), reply);
  });
}

function toItemAnswer(
  label: string,
  { status: word, data }: ItemWire,
  request: CheckRequest,
  account: string,
  reply: BakongReply,
): CheckAnswer {
  const told = toldBy(reply);
  if (word === 'SUCCESS' && data !== null) {
    return toPaid(label, data, request, account, told, reply.status);
  }
  if (data !== null) return unclear(label, reply.status);
  switch (word) {
    // As in the single call: a success without data is not paid.
    case 'SUCCESS':
    case 'NOT_FOUND':
    case 'FAILED':
      return { outcome: 'pending', ...told };
    case 'STATIC_QR':
      return unknown({ kind: 'payment', message: staticCode(label), status: reply.status });
    default:
      return unclear(label, reply.status);
  }
}

function toPaid(
  label: string,
  data: unknown,
  request: CheckRequest,
  account: string,
  told: Told,
  status: number,
): CheckAnswer {
  const transfer = parseTransfer(data);
  if (isUnusable(transfer)) return unknown(inDoubt(label, transfer.unusable, status));
  return { outcome: 'paid', evidence: toEvidence(transfer, request, account), ...told };
}

/** What the bank always tells is compared even where it is missing: then a person decides. */
function toEvidence(
  { amount, currency, toAccount, fromAccount, hash, externalRef, createdAt }: TransferWire,
  request: CheckRequest,
  expectedAccount: string,
): PaidEvidence {
  return {
    amountMinor: readMinor(amount, request.currency) ?? null,
    currency: typeof currency === 'string' ? currency.trim().toUpperCase() : 'not told',
    toAccount: toAccount ?? 'not told',
    expectedAccount,
    ...(createdAt !== undefined && { paidAt: createdAt }),
    receipt: {
      hash,
      ...(fromAccount !== undefined && { payerAccount: fromAccount }),
      ...(externalRef !== undefined && { bankReference: externalRef }),
    },
  };
}

function toldBy({ serverTime }: BakongReply): Told {
  return serverTime === undefined ? {} : { serverTime };
}

function staticCode(label: string): string {
  return `${label}: this is a static code (errorCode 2), whose payments cannot be told apart.`;
}

function unclear(label: string, status: number): CheckAnswer {
  return unknown(inDoubt(label, 'says neither paid nor unpaid', status));
}

export function unknown(failure: ProviderFailure): CheckAnswer {
  return { outcome: 'unknown', failure };
}
