/** A JSON object from outside: nothing is known of its fields. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** Why an answer cannot be used, as half a sentence: "has no md5". */
export interface Unusable {
  readonly unusable: string;
}

export function isRecord(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isUnusable(value: object): value is Unusable {
  return 'unusable' in value;
}

/** A text field that is there and not blank, trimmed and at most `limit` characters; anything else is "not told". */
export function readText(record: WireRecord, key: string, limit = 200): string | undefined {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text !== '' && text.length <= limit ? text : undefined;
}

/** The 32 hex digits by which a code is asked about, in lower case. */
export function readMd5(record: WireRecord, key = 'md5'): string | undefined {
  const text = readText(record, key, 32)?.toLowerCase();
  return text !== undefined && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

/** A picture's address that may stand in an `<img src>`; `javascript:` and the like are "not told". */
export function readImageUrl(record: WireRecord, key: string): string | undefined {
  const text = readText(record, key, 2048);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : undefined;
}
