import type { PaidEvidence } from '../payment/observation.js';
import type { PaymentReceipt } from '../payment/payment.js';
import type { CheckAnswer } from '../providers/khqr-provider.port.js';
import type { ProviderFailure } from '../providers/provider-failure.js';

/** Accounts, hashes and references of banks have some 30 to 70 characters. */
const LONGEST_WORD = 200;

const REASONS = ['stopped', 'rate-limited', 'quota'];

/**
 * Reads what a provider's code answered. An application's own provider need not be typed, and a word that nobody knows must
 * never count as "not paid": it is in doubt. A time that is not a number is left out, and fractions of milliseconds are: no
 * database keeps them.
 */
export function readAnswer(told: unknown): CheckAnswer {
  if (!isObject(told)) return inDoubt('The provider gave no answer about this payment.');
  const { outcome } = told;
  const server = numberOf(told, 'serverTime');
  switch (outcome) {
    case 'pending':
    case 'claimed':
      return { outcome, ...server };
    case 'expired':
      return { outcome, ...numberOf(told, 'expiresAt'), ...server };
    case 'paid':
      return { outcome, evidence: readEvidence(told['evidence']), ...server };
    case 'unknown':
      if (isFailure(told['failure'])) return { outcome, failure: told['failure'] };
  }
  return inDoubt('The provider answered in words that nobody knows.');
}

export function inDoubt(message: string): CheckAnswer {
  return { outcome: 'unknown', failure: { kind: 'in-doubt', message } };
}

/**
 * "Paid" counts as it is where nothing more is told: there is nothing to compare then. Field by field, since a store must be able
 * to write it; what is told in other words than a number or a text fits no order.
 */
function readEvidence(told: unknown): PaidEvidence {
  if (!isObject(told)) return {};
  const { amountMinor, currency, toAccount, expectedAccount, paidAt, receipt } = told;
  return {
    ...(amountMinor !== undefined && {
      amountMinor: Number.isFinite(amountMinor) ? (amountMinor as number) : null,
    }),
    ...(currency !== undefined && { currency: wordOf(currency, '?') }),
    ...(toAccount !== undefined && { toAccount: wordOf(toAccount, '?') }),
    ...(expectedAccount !== undefined && { expectedAccount: wordOf(expectedAccount, '') }),
    ...(isTime(paidAt) && { paidAt: Math.round(paidAt) }),
    ...(isObject(receipt) && { receipt: readReceipt(receipt) }),
  };
}

function readReceipt(told: Record<string, unknown>): PaymentReceipt {
  const fields = ['hash', 'payerAccount', 'bankReference'] as const;
  return Object.fromEntries(
    fields.flatMap((name) => {
      const value = told[name];
      return typeof value === 'string' ? [[name, value.slice(0, LONGEST_WORD)]] : [];
    }),
  );
}

/** `otherwise`: what is not a text, in a word that no account and no currency has. */
function wordOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_WORD) : otherwise;
}

export function isFailure(failure: unknown): failure is ProviderFailure {
  if (!isObject(failure)) return false;
  const { kind, reason, message } = failure;
  if (typeof message !== 'string') return false;
  if (kind === 'lane') return REASONS.includes(String(reason));
  return kind === 'in-doubt' || kind === 'not-sent' || kind === 'payment';
}

function numberOf<K extends string>(
  told: Record<string, unknown>,
  key: K,
): { readonly [Key in K]?: number } {
  const value = told[key];
  return (isTime(value) ? { [key]: Math.round(value) } : {}) as { readonly [Key in K]?: number };
}

/** What a Date can hold. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
