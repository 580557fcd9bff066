import {
  isRecord,
  readImageUrl,
  readMd5,
  readText,
  type Unusable,
  type WireRecord,
} from '../http/wire-record.js';

/** The answer to `GET /khqr/create`. */
export interface CreateWire {
  readonly md5: string;
  /** The provider's id of the transaction. */
  readonly tran: string | undefined;
  readonly qrString: string | undefined;
  readonly qrImageUrl: string | undefined;
  readonly qrStandUrl: string | undefined;
}

export const STATUSES = ['success', 'pending', 'failed', 'not_found', 'blocked'] as const;
export type StatusWord = (typeof STATUSES)[number];

/** The answer to a check, out of whatever envelope it came in. */
export interface CheckWire {
  readonly responseCode: number | undefined;
  readonly errorCode: number | undefined;
  readonly message: string;
  /** The innermost status told; the outermost `failed` is about the call, and says nothing of a transfer. */
  readonly status: StatusWord | 'call-failed' | undefined;
  readonly md5: string | undefined;
  /** The transfer; null where there is none. */
  readonly transfer: TransferWire | null;
}

export interface TransferWire {
  readonly amount: unknown;
  readonly currency: unknown;
  readonly hash: string | undefined;
  readonly toAccount: string | undefined;
  readonly fromAccount: string | undefined;
  readonly externalRef: string | undefined;
  readonly createdAt: number | undefined;
}

/** A refusal in words: `{ status: false, message }`, or `{ status: 'blocked', error }`. */
export interface RefusedWire {
  readonly refused: string;
  readonly blocked: boolean;
}

export function parseCreate(body: unknown): CreateWire | RefusedWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  const { status } = body;
  const said = readText(body, 'message') ?? readText(body, 'error') ?? 'no reason given';
  if (isBlocked(status)) return { refused: said, blocked: true };
  if (status === false) return { refused: said, blocked: false };
  if (status !== undefined && status !== true) return { unusable: 'does not say success' };
  const md5 = readMd5(body);
  if (md5 === undefined) return { unusable: 'has no md5 of 32 hex digits' };
  return {
    md5,
    tran: readTran(body),
    qrString: readText(body, 'qrdata', 4096),
    qrImageUrl: readImageUrl(body, 'qr'),
    qrStandUrl: readImageUrl(body, 'qr_stand'),
  };
}

export function parseCheck(body: unknown): CheckWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  // Whatever else is in it.
  if (isBlocked(body['status'])) return blockedWire(body);
  const inner = body['apiResult'];
  if (inner !== undefined && !isRecord(inner)) return { unusable: 'has an empty apiResult' };
  const envelope = inner ?? body;
  const data = envelope['data'] ?? null;
  if (data !== null && !isRecord(data)) return { unusable: 'has data that is not an object' };
  const status = innermostStatus([data, inner], body);
  if (status === 'unheard-of') return { unusable: 'has a status that nobody has documented' };
  const responseCode = readCode(envelope['responseCode'] ?? body['responseCode']);
  const errorCode = readCode(envelope['errorCode'] ?? body['errorCode']);
  if (responseCode === 'no-number' || errorCode === 'no-number') {
    return { unusable: 'has a code that is not a number' };
  }
  return {
    responseCode,
    errorCode,
    message:
      readText(envelope, 'responseMessage') ??
      readText(envelope, 'message') ??
      readText(body, 'error') ??
      '',
    status,
    md5: (data && readMd5(data)) ?? readMd5(envelope) ?? readMd5(body),
    transfer: data && toTransfer(data),
  };
}

function isBlocked(status: unknown): boolean {
  return typeof status === 'string' && status.trim().toLowerCase() === 'blocked';
}

function blockedWire(body: WireRecord): CheckWire {
  return {
    responseCode: undefined,
    errorCode: undefined,
    message: readText(body, 'message') ?? readText(body, 'error') ?? '',
    status: 'blocked',
    md5: undefined,
    transfer: null,
  };
}

/** Seen under three names, as text and as a number. `.` and `..` would change the path they are put into. */
function readTran(body: WireRecord): string | undefined {
  for (const key of ['tran', 'transactionid', 'transaction_id']) {
    const value = body[key];
    const text = Number.isSafeInteger(value) ? String(value) : readText(body, key, 128);
    if (text !== undefined && !/^\.{1,2}$/.test(text)) return text;
  }
  return undefined;
}

/** Where an outer status says that the call went well, an inner one says what came of the payment. */
function innermostStatus(
  inner: readonly (WireRecord | null | undefined)[],
  body: WireRecord,
): CheckWire['status'] | 'unheard-of' {
  for (const record of [...inner, body]) {
    const value = record?.['status'];
    // `true` and `false` are about the call; codes and data say the rest.
    if (value === undefined || value === null || typeof value === 'boolean') continue;
    const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (record === body && word === 'failed') return 'call-failed';
    return STATUSES.find((known) => known === word) ?? 'unheard-of';
  }
  return undefined;
}

/** 0, 1, and the same as text. */
function readCode(value: unknown): number | 'no-number' | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 'no-number';
}

function toTransfer(data: WireRecord): TransferWire {
  const createdAt = Number(data['createdDateMs'] ?? NaN);
  return {
    amount: data['amount'],
    currency: data['currency'],
    hash: readText(data, 'hash', 128),
    toAccount: readText(data, 'toAccountId', 128),
    fromAccount: readText(data, 'fromAccountId', 128),
    externalRef: readText(data, 'externalRef', 128),
    // Milliseconds since 1970 have had 13 digits since 2001.
    createdAt: createdAt > 1e12 && createdAt < 1e13 ? Math.floor(createdAt) : undefined,
  };
}
