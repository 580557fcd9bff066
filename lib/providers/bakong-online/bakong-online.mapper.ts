import { quotable } from '../../errors/foreign.text.js';
import { formatMoney, readMinor } from '../../payment/money.js';
import type { PaidEvidence } from '../../payment/observation.js';
import { failureOfStatus, inDoubt } from '../http/failures.js';
import type { HttpAnswer } from '../http/http-answer.js';
import { isUnusable } from '../http/wire-record.js';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreatedCode,
  CreateRequest,
} from '../khqr-provider.port.js';
import type { ProviderFailure } from '../provider-failure.js';
import { verifyCode } from '../qr-verification.js';
import {
  parseCheck,
  parseCreate,
  type CheckWire,
  type TransferWire,
} from './bakong-online.wire.js';
import { decideCheck } from './check.decision.js';

export const CREATE = 'GET /khqr/create';

/** As the documents write it: `50`, and `50.50` where there are cents. */
export function toAmountText({ amountMinor, currency }: CreateRequest): string {
  return formatMoney({ minor: amountMinor, currency }).replace(/\.00$/, '');
}

/** `account` is who was asked to be paid. */
export function toCreateAnswer(
  answer: HttpAnswer,
  request: CreateRequest,
  account: string,
): CreateAnswer {
  const { status } = answer;
  if (!isReadable(status)) return failed(failureOfStatus(CREATE, answer));
  const body = answer.json();
  const wire = isUnusable(body) ? body : parseCreate(body.json);
  if (request.payee && 'blocked' in wire && wire.blocked) {
    return failed(payeeBlocked(CREATE, answer));
  }
  if (status === 403 || status === 404) return failed(failureOfStatus(CREATE, answer));
  if (isUnusable(wire)) return failed(inDoubt(CREATE, wire.unusable, status));
  if ('refused' in wire) {
    const message = `${CREATE} was refused: ${answer.excerpt() || quotable(wire.refused)}`;
    return failed(
      wire.blocked
        ? { kind: 'lane', reason: 'stopped', message, status }
        : { kind: 'payment', message, status },
    );
  }
  const { md5, tran, qrString, qrImageUrl, qrStandUrl } = wire;
  const { amountMinor, currency } = request;
  const check =
    qrString === undefined
      ? { verified: false as const }
      : verifyCode({ qrString, md5, amountMinor, currency, account });
  if ('problem' in check) {
    // Without a status: the provider's fault, not the caller's.
    return failed({ kind: 'payment', message: `${CREATE}: ${check.problem}` });
  }
  return {
    outcome: 'created',
    md5,
    ...check,
    ...(qrString !== undefined && { qrString }),
    ...(qrImageUrl !== undefined && { qrImageUrl }),
    ...(qrStandUrl !== undefined && { qrStandUrl }),
    ...(tran !== undefined && { providerRef: tran }),
  };
}

/** The same code with the text that was read from its picture: what a customer would have scanned decides. */
export function toReadAnswer(
  created: CreatedCode,
  qrString: string,
  { amountMinor, currency }: CreateRequest,
  account: string,
): CreateAnswer {
  const check = verifyCode({ qrString, md5: created.md5, amountMinor, currency, account });
  if (!('problem' in check)) return { ...created, ...check, qrString };
  return failed({ kind: 'payment', message: `${CREATE}, read from its picture: ${check.problem}` });
}

/** `account` is who should have been paid; `call` names the request in messages. */
export function toCheckAnswer(
  answer: HttpAnswer,
  request: CheckRequest,
  account: string,
  call: string,
): CheckAnswer {
  const { status } = answer;
  if (!isReadable(status)) return unknown(failureOfStatus(call, answer));
  const body = answer.json();
  const wire = isUnusable(body) ? body : parseCheck(body.json);
  if (request.payee && 'status' in wire && wire.status === 'blocked') {
    return unknown(payeeBlocked(call, answer));
  }
  if (status === 403) return unknown(failureOfStatus(call, answer));
  if (isUnusable(wire)) return unknown(inDoubt(call, wire.unusable, status));
  if (wire.md5 !== undefined && wire.md5 !== request.md5.toLowerCase()) {
    return unknown(inDoubt(call, 'is about another md5', status));
  }
  const told = answer.serverTime === undefined ? {} : { serverTime: answer.serverTime };
  const decision = decideCheck(wire);
  switch (decision) {
    case 'pending':
      return { outcome: 'pending', ...told };
    case 'paid':
      return { outcome: 'paid', evidence: toEvidence(wire.transfer, request, account), ...told };
    default:
      return unknown(toFailure(decision, wire, answer, call));
  }
}

/**
 * A 404 is read like a 200: hosts of this family also say "not found" by status. A 403 may say that a payee is blocked. Both must
 * still be their own words.
 */
function isReadable(status: number): boolean {
  return [200, 201, 403, 404].includes(status);
}

/** One payee of many: the others of this host are made codes for, and asked about, as before. */
function payeeBlocked(call: string, answer: HttpAnswer): ProviderFailure {
  const message = `${call} was refused: this payee is blocked (${answer.excerpt()})`;
  return { kind: 'payment', message, status: answer.status };
}

/**
 * Anybody can ask this provider about anybody's code, so money is believed only with its amount and currency: where one is
 * not told, the evidence says so and a person decides.
 */
function toEvidence(
  transfer: TransferWire | null,
  { currency }: CheckRequest,
  expectedAccount: string,
): PaidEvidence {
  const told = transfer?.currency;
  const receipt = {
    ...(transfer?.hash !== undefined && { hash: transfer.hash }),
    ...(transfer?.fromAccount !== undefined && { payerAccount: transfer.fromAccount }),
    ...(transfer?.externalRef !== undefined && { bankReference: transfer.externalRef }),
  };
  return {
    amountMinor: readMinor(transfer?.amount, currency) ?? null,
    currency:
      typeof told === 'string' ? quotable(told.trim().toUpperCase().slice(0, 40)) : 'not told',
    expectedAccount,
    ...(transfer?.toAccount !== undefined && { toAccount: transfer.toAccount }),
    ...(transfer?.createdAt !== undefined && { paidAt: transfer.createdAt }),
    ...(Object.keys(receipt).length > 0 && { receipt }),
  };
}

function toFailure(
  decision: 'blocked' | 'unauthorized' | 'quota' | 'refused' | 'unclear',
  wire: CheckWire,
  answer: HttpAnswer,
  call: string,
): ProviderFailure {
  const { status } = answer;
  const message = `${call} answered ${answer.excerpt() || quotable(wire.message)}`;
  switch (decision) {
    case 'blocked':
    case 'unauthorized':
      return { kind: 'lane', reason: 'stopped', message, status };
    case 'quota':
      return { kind: 'lane', reason: 'quota', message, status };
    case 'refused':
      return { kind: 'payment', message, status };
    case 'unclear':
      return inDoubt(call, 'says neither paid nor unpaid', status);
  }
}

export function failed(failure: ProviderFailure): CreateAnswer {
  return { outcome: 'failed', failure };
}

export function unknown(failure: ProviderFailure): CheckAnswer {
  return { outcome: 'unknown', failure };
}
