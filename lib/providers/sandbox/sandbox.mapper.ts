import type { CheckAnswer, CheckRequest, CreatedCode } from '../khqr-provider.port.js';
import type { SandboxCode, SandboxTransfer, SandboxView } from './sandbox-code.js';

/** The bank has written the code from what was asked, so there is nothing left to compare. */
export function toCreatedCode(code: SandboxCode): CreatedCode {
  const { md5, qrString, billNumber, expiresAt } = code;
  return { outcome: 'created', md5, qrString, verified: true, billNumber, expiresAt };
}

export function toCheckAnswer(
  view: SandboxView,
  request: CheckRequest,
  serverTime: number,
): CheckAnswer {
  switch (view.status) {
    // Like a provider that cannot tell an unpaid code from one that it never made.
    case 'unknown':
    case 'waiting':
      return { outcome: 'pending', serverTime };
    case 'expired':
      return { outcome: 'expired', expiresAt: view.code.expiresAt, serverTime };
    case 'claimed':
      return { outcome: 'claimed', serverTime };
    case 'paid':
      return { outcome: 'paid', evidence: toEvidence(view, request), serverTime };
    default:
      return view satisfies never;
  }
}

function toEvidence(
  { code, transfer }: { readonly code: SandboxCode; readonly transfer: SandboxTransfer },
  request: CheckRequest,
) {
  const { amountMinor, currency, toAccount, paidAt, hash, payerAccount, bankReference } = transfer;
  return {
    amountMinor: currency === request.currency ? amountMinor : null,
    currency,
    toAccount,
    expectedAccount: request.payee?.bakongId ?? code.payee.bakongId,
    paidAt,
    receipt: { hash, payerAccount, bankReference },
  };
}
