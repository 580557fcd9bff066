import type { PaymentRecord } from '../payment/payment-record.js';
import type { MadeCode } from '../payment/rules/create.rule.js';
import type { ProviderFailure } from '../providers/provider-failure.js';
import { isFailure } from '../tracker/answer.reader.js';

/** A code as it was read from a provider's answer; null where it says nothing, or nothing that can be kept. */
export interface ReadCode extends Omit<MadeCode, 'md5' | 'expiresAt'> {
  readonly outcome: 'created';
  readonly md5: string;
  readonly expiresAt: number | null;
  readonly warning: string | null;
}

export type ReadAnswer =
  ReadCode | { readonly outcome: 'failed'; readonly failure: ProviderFailure };

const MD5 = /^[0-9a-f]{32}$/i;

/**
 * Reads what a provider's code answered; an application's own provider need not be typed. A code that could not be asked
 * about later is no code.
 */
export function readCreateAnswer(answer: unknown): ReadAnswer {
  if (typeof answer === 'object' && answer !== null) {
    const told = answer as Readonly<Record<string, unknown>>;
    const { outcome, failure, md5, expiresAt, verified } = told;
    if (outcome === 'failed' && isFailure(failure)) return { outcome, failure };
    const isCode = outcome === 'created' && typeof md5 === 'string' && MD5.test(md5);
    if (isCode && (expiresAt === undefined || isTime(expiresAt))) {
      return {
        outcome,
        md5: md5.toLowerCase(),
        qrString: textOf(told['qrString']),
        verified: verified === true,
        qrImageUrl: textOf(told['qrImageUrl']),
        qrStandUrl: textOf(told['qrStandUrl']),
        billNumber: textOf(told['billNumber']),
        providerRef: textOf(told['providerRef']),
        expiresAt: expiresAt ?? null,
        warning: textOf(told['warning']),
      };
    }
  }
  const message = 'The provider answered neither a code that can be asked about nor a failure.';
  return { outcome: 'failed', failure: { kind: 'in-doubt', message } };
}

/** The code as it is kept; it lives as long as was asked where the provider does not say. */
export function toMadeCode(code: ReadCode, { expiresAt }: PaymentRecord): MadeCode {
  return {
    md5: code.md5,
    qrString: code.qrString,
    verified: code.verified,
    qrImageUrl: code.qrImageUrl,
    qrStandUrl: code.qrStandUrl,
    billNumber: code.billNumber,
    providerRef: code.providerRef,
    expiresAt: code.expiresAt ?? expiresAt,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
