import { quotable } from '../../errors/foreign.text.js';
import { formatMoney, readMinor } from '../../payment/money.js';
import type { PaidEvidence } from '../../payment/observation.js';
import { failureOfStatus, inDoubt } from '../http/failures.js';
import type { HttpAnswer } from '../http/http-answer.js';
import { readZonedTime } from '../http/http-dates.js';
import { isUnusable } from '../http/wire-record.js';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
} from '../khqr-provider.port.js';
import type { ProviderFailure } from '../provider-failure.js';
import { verifyCode } from '../qr-verification.js';
import {
  parseGenerate,
  parseRefusal,
  parseStatus,
  type GenerateWire,
  type StatusWire,
} from './apikhqr.wire.js';

export const GENERATE = 'POST /khqr/generate';
export const STATUS = 'GET /khqr/status';

/** The amount goes out as decimal text, as in the documents' `{"amount":5.00,…}`: no floating point on the way. */
export function toGenerateBody({ amountMinor, currency, note }: CreateRequest): string {
  const amount = formatMoney({ minor: amountMinor, currency });
  const rest = JSON.stringify(note === null ? { currency } : { currency, note });
  return `{"amount":${amount},${rest.slice(1)}`;
}

export function toCreateAnswer(answer: HttpAnswer, request: CreateRequest): CreateAnswer {
  // 201 is documented; 200 is what many frameworks say instead.
  if (answer.status !== 201 && answer.status !== 200) {
    return failed(failureOfStatus(GENERATE, answer));
  }
  const body = answer.json();
  const wire = isUnusable(body) ? body : parseGenerate(body.json);
  if (isUnusable(wire)) return failed(inDoubt(GENERATE, wire.unusable, answer.status));
  const confirmed = confirmedAmountProblem(wire, request);
  const { md5, qrString, expiresAt, qrImageUrl, billNumber } = wire;
  const { amountMinor, currency } = request;
  // The account behind the key is not known here, so it is not compared.
  const check = verifyCode({ qrString, md5, amountMinor, currency });
  if (confirmed !== undefined || 'problem' in check) {
    const message = confirmed ?? ('problem' in check ? check.problem : '');
    // Without a status: the provider's fault, not the caller's.
    return failed({ kind: 'payment', message: `${GENERATE}: ${message}` });
  }
  return {
    outcome: 'created',
    md5,
    qrString,
    verified: true,
    expiresAt,
    ...(qrImageUrl !== undefined && { qrImageUrl }),
    ...(billNumber !== undefined && { billNumber }),
    ...(check.warning !== undefined && { warning: check.warning }),
  };
}

export function toCheckAnswer(answer: HttpAnswer, request: CheckRequest): CheckAnswer {
  const { status } = answer;
  if (status !== 200 && status !== 404 && status !== 409) {
    return unknown(failureOfStatus(STATUS, answer));
  }
  const body = answer.json();
  if (isUnusable(body)) return unknown(inDoubt(STATUS, body.unusable, status));
  const wire = status === 200 ? parseStatus(body.json) : parseRefusal(body.json, status);
  if (isUnusable(wire)) return unknown(inDoubt(STATUS, wire.unusable, status));
  if (wire.md5 !== undefined && wire.md5 !== request.md5.toLowerCase()) {
    return unknown(inDoubt(STATUS, 'is about another md5', status));
  }
  const told = answer.serverTime === undefined ? {} : { serverTime: answer.serverTime };
  switch (wire.status) {
    case 'WAITING':
    case 'NOT_FOUND': // The provider cannot tell an unpaid code from an unknown one.
      return { outcome: 'pending', ...told };
    case 'CLAIMED':
      return { outcome: 'claimed', ...told };
    case 'EXPIRED': {
      const expiresAt = readZonedTime(wire.expiresAt);
      return { outcome: 'expired', ...(expiresAt !== undefined && { expiresAt }), ...told };
    }
    case 'PAID':
      return { outcome: 'paid', evidence: toEvidence(wire, request), ...told };
  }
}

function toEvidence(wire: StatusWire, { currency }: CheckRequest): PaidEvidence {
  const { amount } = wire;
  const paidAt = readZonedTime(wire.paidAt);
  return {
    ...(isTold(amount) && { amountMinor: readMinor(amount, currency) ?? null }),
    ...(isTold(wire.currency) && { currency: asText(wire.currency) }),
    ...(paidAt !== undefined && { paidAt }),
  };
}

function confirmedAmountProblem(wire: GenerateWire, request: CreateRequest): string | undefined {
  const { amountMinor, currency } = request;
  const amountFits = !isTold(wire.amount) || readMinor(wire.amount, currency) === amountMinor;
  const currencyFits = !isTold(wire.currency) || wire.currency === currency;
  if (amountFits && currencyFits) return undefined;
  const asked = `${formatMoney({ minor: amountMinor, currency })} ${currency}`;
  return `The provider confirmed ${asText(wire.amount)} ${asText(wire.currency)} instead of ${asked}.`;
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function asText(value: unknown): string {
  // An object is not spelled out: JSON of any depth takes a stack of any depth.
  const isObject = typeof value === 'object' && value !== null;
  const text =
    typeof value === 'string' ? value : isObject ? 'an object' : JSON.stringify(value ?? null);
  return quotable(text.slice(0, 40));
}

export function failed(failure: ProviderFailure): CreateAnswer {
  return { outcome: 'failed', failure };
}

export function unknown(failure: ProviderFailure): CheckAnswer {
  return { outcome: 'unknown', failure };
}
