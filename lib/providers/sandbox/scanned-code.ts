import { decodeKhqr, khqrMd5 } from '../../emv/index.js';
import { KhqrRequestError } from '../../errors/khqr-request.error.js';
import type { SandboxCode } from './sandbox-code.js';

/**
 * A code that was made elsewhere, as the payer's app reads it.
 *
 * @throws KhqrDecodeError for a text that is no KHQR; KhqrRequestError for one that says neither how much nor whom to pay
 */
export function scanCode(qrString: string, now: number): SandboxCode {
  const data = decodeKhqr(qrString);
  const { amountMinor, currency, account, merchantName, expiresAt } = data;
  if (amountMinor === undefined || currency === undefined || account === undefined || !expiresAt) {
    throw new KhqrRequestError(
      'qrString must be a dynamic KHQR with an amount, a currency, an account and an end.',
      { field: 'qrString' },
    );
  }
  return {
    md5: khqrMd5(qrString),
    qrString,
    billNumber: data.billNumber ?? '',
    amountMinor,
    currency,
    reference: null,
    note: null,
    channel: null,
    payee: { bakongId: account, merchantName: merchantName ?? '' },
    createdAt: now,
    expiresAt: expiresAt.getTime(),
    transfer: null,
    claimedAt: null,
  };
}
