import { jsonResponse } from '../../web/json.response.js';
import type { WebResponse } from '../../web/web-exchange.js';

/** The statuses of APIKHQR's document, each with a code for programs and its own words. */
const KINDS = {
  request: [400, 'INVALID_REQUEST', 'Invalid parameters'],
  key: [401, 'UNAUTHORIZED', 'Missing or invalid API key'],
  unknown: [404, 'NOT_FOUND', 'Transaction not found'],
  claimed: [409, 'ALREADY_CLAIMED', 'Payment already claimed'],
  idempotency: [409, 'IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came with another request'],
  merchant: [422, 'MERCHANT_NOT_CONFIGURED', 'Merchant not configured'],
  rate: [429, 'RATE_LIMITED', 'Too many requests'],
  server: [500, 'SERVER_ERROR', 'Server error'],
} as const satisfies Record<string, readonly [status: number, code: string, error: string]>;

type RefusalKind = keyof typeof KINDS;

/** No, with the answer that says so. Null: the connection is broken off without one. */
export interface Refused {
  readonly refused: WebResponse | null;
}

type Headers = Readonly<Record<string, string>>;

interface RefusalDetails {
  /** What is wrong, for the developer at the other end. @default the document's words */
  readonly error?: string;
  readonly retryAfterMs?: number | undefined;
}

export function refusal(kind: RefusalKind, { error, retryAfterMs }: RefusalDetails = {}): Refused {
  const [status, code, words] = KINDS[kind];
  const headers: Headers =
    retryAfterMs === undefined ? {} : { 'retry-after': String(seconds(retryAfterMs)) };
  return { refused: answer(status, code, error ?? words, headers) };
}

/** A status of the document, in words and headers of somebody else's. */
export function errorAnswer(status: number, error: string, headers: Headers = {}): WebResponse {
  const code = Object.values(KINDS).find(([known]) => known === status)?.[1] ?? 'SERVER_ERROR';
  return answer(status, code, error, headers);
}

function answer(status: number, code: string, error: string, headers: Headers): WebResponse {
  return jsonResponse(status, { success: false, code, error }, headers);
}

export function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
