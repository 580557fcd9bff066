import { jsonResponse } from '../../web/json.response.js';
import type { WebResponse } from '../../web/web-exchange.js';
import type { CodeStatus, MadeCode } from './apikhqr.port.js';
import { phnomPenhSeconds } from './phnom-penh.time.js';

/** Response 201 of `POST /khqr/generate`. */
export function madeAnswer(code: MadeCode, baseUrl: string): WebResponse {
  const { md5, billNumber, qrString, qrImageUrl, amount, currency, expiresAt } = code;
  return jsonResponse(201, {
    success: true,
    bill_number: billNumber,
    qr_string: qrString,
    // Our own picture, on a host that the client knows, unless there is nothing to draw.
    qr_image_url: qrString === null ? (qrImageUrl ?? null) : `${baseUrl}/qr/${md5}`,
    md5,
    amount: Number(amount),
    currency,
    expires_at: phnomPenhSeconds(expiresAt),
  });
}

/** Response 200 of `GET /khqr/status`. */
export function statusAnswer(status: CodeStatus): WebResponse {
  const { md5, billNumber, amount, currency, paidAt, expiresAt } = status;
  return jsonResponse(200, {
    success: true,
    status: status.status,
    bill_number: billNumber,
    md5,
    amount: Number(amount),
    currency,
    paid_at: paidAt === null ? null : phnomPenhSeconds(paidAt),
    expires_at: phnomPenhSeconds(expiresAt),
  });
}
