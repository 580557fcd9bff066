import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServerResponse } from 'node:http';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
} from '../../../../lib/providers/khqr-provider.port.js';

export type ProviderName = 'apikhqr' | 'bakong-online';

export interface RecordedAnswer {
  readonly status: number;
  /** Added to, or with null taken from, the usual ones. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** One exchange, written by hand from the documents and from what public clients have seen. */
export interface Recording {
  readonly name: string;
  readonly from: 'seed' | 'seen' | 'safe reading';
  readonly call: 'create' | 'check';
  readonly options?: Readonly<Record<string, unknown>>;
  readonly payment?: Readonly<Record<string, unknown>>;
  readonly request?: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly answer: RecordedAnswer;
  readonly expected: CreateAnswer | CheckAnswer;
  /** Part of the failure's message. */
  readonly says?: string;
}

/** The files of `test/fixtures/providers/<provider>`. */
export function recordings(provider: ProviderName, ...files: string[]): readonly Recording[] {
  return files.flatMap((file) => {
    const place = path.resolve('test/fixtures/providers', provider, `${file}.json`);
    return JSON.parse(readFileSync(place, 'utf8')) as Recording[];
  });
}

/** The Date header of every recorded answer that does not say otherwise: 1 min 45 s after the code was made. */
export const SERVER_DATE = 'Sun, 24 May 2026 05:31:45 GMT';

export function play({ status, headers, json, text }: RecordedAnswer, to: ServerResponse): void {
  const all: Record<string, string | null> = {
    date: SERVER_DATE,
    'content-type': 'application/json',
    ...headers,
  };
  for (const [name, value] of Object.entries(all)) if (value !== null) to.setHeader(name, value);
  to.writeHead(status);
  to.end(text ?? JSON.stringify(json));
}

const NOW = Date.parse('2026-05-24T05:30:00Z');

const MADE = {
  apikhqr: { amountMinor: 500, note: 'Order #1234', md5: 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4' },
  'bakong-online': { amountMinor: 5000, note: null, md5: 'f2bb7310df261ab64e13fc397b0b86f0' },
} as const;

/** The payment that the recordings of a provider are about, unless they say otherwise. */
export function recordedCreate(provider: ProviderName, { payment }: Recording): CreateRequest {
  const { amountMinor, note } = MADE[provider];
  return {
    id: 'payment-1',
    reference: 'order-1234',
    amountMinor,
    currency: 'USD',
    note,
    payee: null,
    expiresInMs: 300_000,
    now: NOW,
    ...payment,
  };
}

export function recordedCheck(provider: ProviderName, { payment }: Recording): CheckRequest {
  const { amountMinor, md5 } = MADE[provider];
  return {
    id: 'payment-1',
    md5,
    providerRef: 'YvJXiLoT',
    qrString: null,
    amountMinor,
    currency: 'USD',
    payee: null,
    createdAt: NOW,
    ...payment,
  };
}
