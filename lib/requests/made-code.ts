import type { PaymentRecord } from '../payment/payment-record.js';
import type { MadeCode } from '../payment/rules/create.rule.js';
import type { CreateAnswer, CreatedCode } from '../providers/khqr-provider.port.js';
import { isFailure } from '../tracker/answer.reader.js';

const MD5 = /^[0-9a-f]{32}$/i;
const TEXTS = ['qrString', 'qrImageUrl', 'qrStandUrl', 'billNumber', 'providerRef', 'warning'];

/**
 * Reads what a provider's code answered; an application's own provider need not be typed. A code that could not be asked
 * about later is no code.
 */
export function readCreateAnswer(told: unknown): CreateAnswer {
  if (typeof told === 'object' && told !== null) {
    const { outcome, failure, md5, expiresAt, verified, ...rest } = told as Record<string, unknown>;
    if (outcome === 'failed' && isFailure(failure)) return { outcome, failure };
    const isCode = outcome === 'created' && typeof md5 === 'string' && MD5.test(md5);
    const hasEnd = expiresAt === undefined || Number.isSafeInteger(expiresAt);
    if (isCode && hasEnd) {
      const texts = TEXTS.filter((key) => typeof rest[key] === 'string');
      return {
        ...Object.fromEntries(texts.map((key) => [key, rest[key]])),
        outcome,
        md5: md5.toLowerCase(),
        verified: verified === true,
        ...(typeof expiresAt === 'number' && { expiresAt }),
      };
    }
  }
  const message = 'The provider answered neither a code that can be asked about nor a failure.';
  return { outcome: 'failed', failure: { kind: 'in-doubt', message } };
}

/** The code as it is kept; it lives as long as was asked where the provider does not say. */
export function toMadeCode(code: CreatedCode, { expiresAt }: PaymentRecord): MadeCode {
  return {
    md5: code.md5,
    qrString: code.qrString ?? null,
    verified: code.verified,
    qrImageUrl: code.qrImageUrl ?? null,
    qrStandUrl: code.qrStandUrl ?? null,
    billNumber: code.billNumber ?? null,
    providerRef: code.providerRef ?? null,
    expiresAt: code.expiresAt ?? expiresAt,
  };
}
