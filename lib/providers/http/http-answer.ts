import { excerpt } from './redact.js';
import { isRecord, readText, type Unusable } from './wire-record.js';

export interface HttpAnswerParts {
  readonly status: number;
  /** The whole body, already without the secret; null where it could not or should not be read. */
  readonly text: string | null;
  /** Why `text` is null, as half a sentence: "is compressed (gzip)". */
  readonly unread?: string | undefined;
  readonly secret?: string | undefined;
  readonly serverTime?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** An answer that has arrived whole, whatever its status. */
export class HttpAnswer {
  readonly status: number;
  /** The server's clock (its Date header), milliseconds since 1970. */
  readonly serverTime: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly #text: string | null;
  readonly #unread: string;
  readonly #secret: string | undefined;

  constructor(parts: HttpAnswerParts) {
    this.status = parts.status;
    this.serverTime = parts.serverTime;
    this.retryAfterMs = parts.retryAfterMs;
    this.#text = parts.text;
    this.#unread = parts.unread ?? 'could not be read';
    this.#secret = parts.secret;
  }

  /** `{ json }`, or why there is none. Whatever the content type says: PHP services send JSON as text/html. */
  json(): { readonly json: unknown } | Unusable {
    if (this.#text === null) return { unusable: this.#unread };
    try {
      return { json: JSON.parse(this.#text) };
    } catch {
      return { unusable: `is not JSON: ${this.excerpt() || '(empty)'}` };
    }
  }

  /** What the server says, for a person: its `error` or `message`, else the start of its text. Without the secret. */
  excerpt(): string {
    if (this.#text === null) return '';
    return excerpt(errorTextOf(this.#text) ?? this.#text, this.#secret);
  }
}

function errorTextOf(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (!isRecord(body)) return undefined;
    return (
      readText(body, 'error', 65_536) ??
      readText(body, 'message', 65_536) ??
      readText(body, 'responseMessage', 65_536)
    );
  } catch {
    return undefined;
  }
}
