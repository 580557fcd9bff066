import {
  isRecord,
  readMd5,
  readText,
  type Unusable,
  type WireRecord,
} from '../http/wire-record.js';

/** What every answer of the API is wrapped in. */
export interface EnvelopeWire {
  /** 0: the call went well; anything else: it did not, and `errorCode` or `message` says why. */
  readonly responseCode: number;
  readonly errorCode: number | undefined;
  readonly message: string;
  readonly data: unknown;
}

/** A transfer; what does not decide is as told. */
export interface TransferWire {
  /** 64 hex digits. */
  readonly hash: string;
  readonly fromAccount: string | undefined;
  readonly toAccount: string | undefined;
  readonly currency: unknown;
  readonly amount: unknown;
  /** When the payer paid, milliseconds since 1970. */
  readonly createdAt: number | undefined;
  readonly acknowledgedAt: number | undefined;
  readonly description: string | undefined;
  readonly externalRef: string | undefined;
}

/** One of many in the answer of the list call. */
export interface ItemWire {
  readonly md5: string;
  readonly status: unknown;
  readonly message: string;
  readonly data: unknown;
}

export function parseEnvelope(body: unknown): EnvelopeWire | Unusable {
  if (!isRecord(body)) return { unusable: 'is not a JSON object' };
  const responseCode = readCode(body['responseCode']);
  if (responseCode === undefined) return { unusable: 'has no responseCode' };
  const told = body['errorCode'] ?? undefined;
  const errorCode = readCode(told);
  if (told !== undefined && errorCode === undefined) {
    return { unusable: 'has an errorCode that is not a number' };
  }
  const message = readText(body, 'responseMessage') ?? readText(body, 'message') ?? '';
  return { responseCode, errorCode, message, data: body['data'] ?? null };
}

/** Every transfer has a hash: an object without one tells of no money. */
export function parseTransfer(data: unknown): TransferWire | Unusable {
  if (!isRecord(data)) return { unusable: 'has data that is not an object' };
  const hash = readText(data, 'hash', 64)?.toLowerCase();
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) {
    return { unusable: 'has data without the hash of a transfer' };
  }
  return {
    hash,
    fromAccount: readText(data, 'fromAccountId'),
    toAccount: readText(data, 'toAccountId'),
    currency: data['currency'],
    amount: data['amount'],
    createdAt: readTime(data, 'createdDateMs'),
    acknowledgedAt: readTime(data, 'acknowledgedDateMs'),
    description: readText(data, 'description'),
    externalRef: readText(data, 'externalRef'),
  };
}

/** The items that say what they are about, by md5; what else stands in the list is about nobody. */
export function parseItems(data: unknown): ReadonlyMap<string, readonly ItemWire[]> | Unusable {
  if (!Array.isArray(data)) return { unusable: 'has no list in its data' };
  const items = new Map<string, ItemWire[]>();
  for (const entry of data as readonly unknown[]) {
    const md5 = isRecord(entry) ? readMd5(entry) : undefined;
    if (!isRecord(entry) || md5 === undefined) continue;
    const message = readText(entry, 'message') ?? '';
    const item = { md5, status: entry['status'], message, data: entry['data'] ?? null };
    items.set(md5, [...(items.get(md5) ?? []), item]);
  }
  return items;
}

/** A text inside of `data`: `token`, `shortLink`. */
export function readData(data: unknown, key: string, limit: number): string | undefined {
  return isRecord(data) ? readText(data, key, limit) : undefined;
}

/** A whole number, also seen as text. */
function readCode(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}

/** Milliseconds since 1970, which have had 13 digits since 2001, as a number or text. */
function readTime(data: WireRecord, key: string): number | undefined {
  const ms = Number(data[key] ?? NaN);
  return ms > 1e12 && ms < 1e13 ? Math.floor(ms) : undefined;
}
