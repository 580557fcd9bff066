import { formatMoney } from '../../payment/money.js';
import type { SandboxCode } from '../../providers/sandbox/sandbox-code.js';

/** A code as the page and the control routes show it. Times are ISO 8601 in UTC, amounts decimal text. */
export interface SandboxPayment {
  readonly md5: string;
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED';
  /** Who made the code: `apikhqr`, `bakong-online`; null for one that was scanned. */
  readonly channel: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly merchantName: string;
  readonly account: string;
  readonly note: string | null;
  readonly billNumber: string;
  readonly qrString: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** How often it has been asked about. */
  readonly checks: number;
  /** Whether PAID has been told to anybody. */
  readonly told: boolean;
  readonly transfer: {
    readonly amount: string;
    readonly currency: string;
    readonly payer: string;
    readonly hash: string;
    readonly paidAt: string;
  } | null;
}

export function toSandboxPayment(code: SandboxCode, checks: number, now: number): SandboxPayment {
  const { transfer, currency, payee } = code;
  const amount = formatMoney({ minor: code.amountMinor, currency });
  return {
    md5: code.md5,
    status: statusOf(code, now),
    channel: code.channel,
    amount,
    currency,
    merchantName: payee.merchantName,
    account: payee.bakongId,
    note: code.note,
    billNumber: code.billNumber,
    qrString: code.qrString,
    createdAt: iso(code.createdAt),
    expiresAt: iso(code.expiresAt),
    checks,
    told: code.claimedAt !== null,
    transfer: transfer && {
      amount: formatMoney({ minor: transfer.amountMinor, currency: transfer.currency }),
      currency: transfer.currency,
      payer: transfer.payerAccount,
      hash: transfer.hash,
      paidAt: iso(transfer.paidAt),
    },
  };
}

function statusOf({ transfer, expiresAt }: SandboxCode, now: number): SandboxPayment['status'] {
  if (transfer) return 'PAID';
  return now >= expiresAt ? 'EXPIRED' : 'WAITING';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
