import { isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import type { ProviderFailure } from '../provider-failure.js';
import { inDoubt, notSent } from './failures.js';
import { HttpAnswer, type HttpAnswerParts } from './http-answer.js';
import { readRetryAfter, type DateReader } from './http-dates.js';
import { excerpt, redact } from './redact.js';

export type HttpOutcome = { readonly answer: HttpAnswer } | { readonly failure: ProviderFailure };

export interface HttpCallOptions {
  /** For messages: method and documented path, without values. */
  readonly label: string;
  readonly secret: string | undefined;
  /** Milliseconds on the monotonic clock. */
  readonly deadline: number;
  readonly maxBodyBytes: number;
  readonly dates: DateReader;
  readonly now: () => number;
}

/**
 * One request on its way, as undici tells of it. Settles once: with an answer that has arrived whole, or with a failure
 * that says whether the request can have left this machine.
 */
export class HttpCall implements Dispatcher.DispatchHandler {
  readonly deadline: number;
  readonly #options: HttpCallOptions;
  readonly #settle: (call: HttpCall, outcome: HttpOutcome) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #unread: string | undefined;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(options: HttpCallOptions, settle: (call: HttpCall, outcome: HttpOutcome) => void) {
    this.deadline = options.deadline;
    this.#options = options;
    this.#settle = settle;
  }

  /** Ends it without an answer; a request that has not been written yet never will be. */
  expire(limitMs: number): void {
    const { label } = this.#options;
    const limit = `${String(limitMs / 1000)} s`;
    this.#fail(
      this.#controller
        ? inDoubt(label, `did not come within ${limit}`, this.#status || undefined)
        : notSent(label, `no connection within ${limit}`),
    );
  }

  /** Called just before the first byte is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection, or offered to a second connection: nothing is ever sent twice.
    if (this.#settled || this.#controller) controller.abort(new Error('given up'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const encoding = this.#header('content-encoding')?.trim().toLowerCase();
    if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
      this.#stopReading(
        `is compressed (${excerpt(encoding, this.#options.secret, 20)}), which was not asked for`,
      );
    } else if (Number(this.#header('content-length') ?? 0) > this.#options.maxBodyBytes) {
      this.#stopReading(this.#tooLong());
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.maxBodyBytes) this.#stopReading(this.#tooLong());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const { label, secret } = this.#options;
    const why = excerpt('code' in error ? String(error.code) : error.message, secret) || error.name;
    this.#fail(
      this.#controller
        ? inDoubt(label, `was lost on the way (${why})`, this.#status || undefined)
        : notSent(label, `the connection failed before anything was sent (${why})`),
    );
  }

  /** The status is known and says what can be said; the rest of the body is refused and its connection dropped. */
  #stopReading(why: string): void {
    this.#unread = why;
    this.#answer();
    this.#controller?.abort(new Error('body refused'));
  }

  #answer(): void {
    if (this.#settled) return;
    const { secret, dates, now } = this.#options;
    const serverTime = dates.read(this.#header('date'));
    const body = this.#unread === undefined ? this.#text() : { text: null, unread: this.#unread };
    const answer = new HttpAnswer({
      ...body,
      status: this.#status,
      secret,
      serverTime,
      retryAfterMs: readRetryAfter(this.#header('retry-after'), () => serverTime ?? now()),
    });
    this.#end({ answer });
  }

  #text(): Pick<HttpAnswerParts, 'text' | 'unread'> {
    const [first] = this.#chunks;
    const body =
      this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#size);
    if (!isUtf8(body)) return { text: null, unread: 'is not UTF-8 text' };
    return { text: redact(body.toString(), this.#options.secret) };
  }

  #tooLong(): string {
    return `is longer than ${String(this.#options.maxBodyBytes)} bytes`;
  }

  #header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  #fail(failure: ProviderFailure): void {
    if (this.#settled) return;
    this.#end({ failure });
    this.#controller?.abort(new Error('given up'));
  }

  #end(outcome: HttpOutcome): void {
    this.#settled = true;
    this.#chunks = [];
    this.#settle(this, outcome);
  }
}
