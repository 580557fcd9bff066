import { quotable } from '../errors/foreign.text.js';
import { decodeKhqr } from '../emv/index.js';
import { khqrMd5 } from '../emv/md5.js';
import { isKhqrError } from '../errors/is-khqr-error.js';
import { formatMoney, type Currency } from '../payment/money.js';

export interface CodeToVerify {
  readonly qrString: string;
  /** The provider's key for the code. */
  readonly md5: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** The account that should be paid, where it is known. */
  readonly account?: string | undefined;
}

export type CodeVerification =
  | { readonly verified: true; readonly warning?: string }
  /** What does not fit, naming both values. */
  | { readonly problem: string };

/**
 * Compares a code with what was asked for, before a customer sees it: it must be a readable KHQR with a right checksum,
 * the asked amount and currency and, where known, the account. An MD5 that is not the text's own is only warned of: the
 * provider's key is what it answers to.
 */
export function verifyCode(code: CodeToVerify): CodeVerification {
  const { qrString, md5, amountMinor, currency, account } = code;
  let data;
  try {
    data = decodeKhqr(qrString);
  } catch (error) {
    const why = isKhqrError(error) ? error.message : 'it cannot be read';
    return { problem: `The provider's QR is not a valid KHQR: ${why}` };
  }
  const asked = `${formatMoney({ minor: amountMinor, currency })} ${currency}`;
  if (data.currency !== currency || data.amountMinor !== amountMinor) {
    const told = `${quotable(data.amount ?? 'no amount')} ${data.currency ?? 'without a currency'}`;
    return { problem: `The provider's QR asks for ${told} instead of ${asked}.` };
  }
  if (account !== undefined && data.account !== account) {
    return {
      problem: `The provider's QR pays ${quotable(data.account ?? 'nobody')} instead of ${account}.`,
    };
  }
  const own = khqrMd5(qrString);
  if (own === md5) return { verified: true };
  return {
    verified: true,
    warning: `The provider's md5 ${md5} is not the MD5 of its QR text (${own}); it is used as the provider gave it.`,
  };
}
