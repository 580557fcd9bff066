import { excerpt } from './redact.js';
import { isRecord, readText, type Unusable } from './wire-record.js';

export interface HttpAnswerParts {
  readonly status: number;
  /** The whole body, already without the secret; null where it could not or should not be read. */
  readonly text: string | null;
  /** Why `text` is null, as half a sentence: "is compressed (gzip)". */
  readonly unread: string | undefined;
  /** The whole body of a client that asks for something else than JSON. */
  readonly bytes?: Buffer | undefined;
  readonly secret: string | undefined;
  readonly serverTime: number | undefined;
  readonly retryAfterMs: number | undefined;
}

/** An answer that has arrived whole, whatever its status. */
export class HttpAnswer {
  readonly status: number;
  /** The server's clock (its Date header), milliseconds since 1970. */
  readonly serverTime: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Private, so that neither the secret nor a foreign text gets into a log by accident. */
  readonly #parts: HttpAnswerParts;

  constructor(parts: HttpAnswerParts) {
    this.status = parts.status;
    this.serverTime = parts.serverTime;
    this.retryAfterMs = parts.retryAfterMs;
    this.#parts = parts;
  }

  get bytes(): Buffer | undefined {
    return this.#parts.bytes;
  }

  /** `{ json }`, or why there is none. Whatever the content type says: PHP services send JSON as text/html. */
  json(): { readonly json: unknown } | Unusable {
    const { text, unread } = this.#parts;
    if (text === null) return { unusable: unread ?? 'could not be read' };
    try {
      return { json: JSON.parse(text) };
    } catch {
      return { unusable: `is not JSON: ${this.excerpt() || '(empty)'}` };
    }
  }

  /** What the server says, for a person: its `error` or `message`, else the start of its text. Without the secret. */
  excerpt(): string {
    const { text, secret } = this.#parts;
    return text === null ? '' : excerpt(errorTextOf(text) ?? text, secret);
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
