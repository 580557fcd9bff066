import { readZonedTime } from '../http/http-dates.js';
import {
  isRecord,
  readImageUrl,
  readMd5,
  readText,
  type Unusable,
  type WireRecord,
} from '../http/wire-record.js';

/** The answer to `POST /khqr/generate`. */
export interface GenerateWire {
  readonly md5: string;
  readonly qrString: string;
  readonly qrImageUrl: string | undefined;
  readonly billNumber: string | undefined;
  /** "Confirmed amount"; as told. */
  readonly amount: unknown;
  readonly currency: unknown;
  readonly expiresAt: number;
}

/** The answer to `GET /khqr/status`; what does not decide is as told. */
export interface StatusWire {
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED';
  readonly md5: string;
  readonly amount: unknown;
  readonly currency: unknown;
  readonly paidAt: unknown;
  readonly expiresAt: unknown;
}

export function parseGenerate(body: unknown): GenerateWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  if (!isSuccess(body)) return { unusable: 'does not say success' };
  const md5 = readMd5(body);
  if (md5 === undefined) return { unusable: 'has no md5 of 32 hex digits' };
  const qrString = readText(body, 'qr_string', 4096);
  if (qrString === undefined) return { unusable: 'has no qr_string' };
  const expiresAt = readZonedTime(body['expires_at']);
  if (expiresAt === undefined) return { unusable: 'has no expires_at with a time zone' };
  return {
    md5,
    qrString,
    qrImageUrl: readImageUrl(body, 'qr_image_url'),
    billNumber: readText(body, 'bill_number'),
    amount: body['amount'],
    currency: body['currency'],
    expiresAt,
  };
}

/**
 * Strict about what decides (status and md5) and lenient about the rest: a PAID answer may be given only once, so an odd
 * date in it must not throw it away.
 */
export function parseStatus(body: unknown): StatusWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  if (!isSuccess(body)) return { unusable: 'does not say success' };
  const status = body['status'];
  if (status !== 'WAITING' && status !== 'PAID' && status !== 'EXPIRED') {
    return { unusable: 'has no status that is documented' };
  }
  const md5 = readMd5(body);
  if (md5 === undefined) return { unusable: 'has no md5 of 32 hex digits' };
  return {
    status,
    md5,
    amount: body['amount'],
    currency: body['currency'],
    paidAt: body['paid_at'],
    expiresAt: body['expires_at'],
  };
}

/** The body of a 404 or 409. A proxy's own error page has the same status and is no such thing: it is unusable. */
export interface RefusalWire {
  readonly status: 'NOT_FOUND' | 'CLAIMED';
  readonly md5: string | undefined;
}

export function parseRefusal(body: unknown, status: 404 | 409): RefusalWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  return { status: status === 404 ? 'NOT_FOUND' : 'CLAIMED', md5: readMd5(body) };
}

/** Always `true` in the documents; absent is let pass, since no client looks at it. */
function isSuccess(body: WireRecord): boolean {
  return body['success'] === undefined || body['success'] === true;
}
