import { formatMoney } from '../../payment/money.js';
import type { SandboxTransfer } from '../../providers/sandbox/sandbox-code.js';
import { jsonResponse } from '../../web/json.response.js';
import type { WebResponse } from '../../web/web-exchange.js';

/** Not paid yet, not known, not theirs: the service does not tell them apart. */
export function notFound(): WebResponse {
  return jsonResponse(200, {
    responseCode: 1,
    responseMessage: 'Transaction not found',
    data: null,
  });
}

export function settled({ amountMinor, currency, hash }: SandboxTransfer): WebResponse {
  const amount = Number(formatMoney({ minor: amountMinor, currency }));
  const data = { status: 'SUCCESS', amount, currency, hash };
  return jsonResponse(200, { responseCode: 0, responseMessage: 'Success', data });
}

/** errorCode 5 is the National Bank's for missing fields, which services of this family pass on. */
export function refused(responseMessage: string): WebResponse {
  return jsonResponse(400, { responseCode: 1, responseMessage, errorCode: 5, data: null });
}
