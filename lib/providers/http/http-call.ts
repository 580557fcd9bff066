import { isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import type { ProviderFailure } from '../provider-failure.js';
import { inDoubt, notSent } from './failures.js';
import { HttpAnswer } from './http-answer.js';
import { readRetryAfter, type DateReader } from './http-dates.js';
import { excerpt, redact } from './redact.js';

export type HttpOutcome = { readonly answer: HttpAnswer } | { readonly failure: ProviderFailure };

/** What all calls of one client share. */
export interface HttpCallRules {
  readonly maxBodyBytes: number;
  /** The body is kept as bytes. */
  readonly binary: boolean;
  readonly dates: DateReader;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Told once of each call, before its outcome is. */
  readonly ended: (call: HttpCall) => void;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * One request on its way, as undici tells of it. Settles once: with an answer that has arrived whole, or with a failure
 * that says whether the request can have left this machine.
 */
export class HttpCall implements Dispatcher.DispatchHandler {
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined = undefined;
  #status = 0;
  #headers: Headers | undefined = undefined;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    /** When it has to be over, on the monotonic clock. */
    readonly deadline: number,
    private readonly label: string,
    private readonly secret: string | undefined,
    private readonly rules: HttpCallRules,
    private readonly resolve: (outcome: HttpOutcome) => void,
  ) {}

  /** Whether it has begun to be written. */
  get isSent(): boolean {
    return this.#controller !== undefined;
  }

  /** Ends it without an answer; a request that has not been written yet never will be. */
  expire(limitMs: number): void {
    const limit = `${String(limitMs / 1000)} s`;
    this.#fail(
      this.#controller
        ? inDoubt(this.label, `did not come within ${limit}`, this.#status || undefined)
        : notSent(this.label, `no connection within ${limit}`),
    );
  }

  /** Called just before the first byte is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection, or offered to a second connection: nothing is ever sent twice.
    if (this.#settled || this.#controller) controller.abort(new Error('given up'));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    const encoding = this.#header('content-encoding')?.trim().toLowerCase();
    if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
      const name = excerpt(encoding, this.secret, 20);
      this.#refuseBody(`is compressed (${name}), which was not asked for`);
    } else if (Number(this.#header('content-length') ?? 0) > this.rules.maxBodyBytes) {
      this.#refuseLongBody();
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.rules.maxBodyBytes) this.#refuseLongBody();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body =
      this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#size);
    if (this.rules.binary) this.#answer(null, 'is not text', body);
    else if (isUtf8(body)) this.#answer(redact(body.toString(), this.secret));
    else this.#answer(null, 'is not UTF-8 text');
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const reason = 'code' in error ? String(error.code) : error.message;
    const why = excerpt(reason, this.secret) || error.name;
    this.#fail(
      this.#controller
        ? inDoubt(this.label, `was lost on the way (${why})`, this.#status || undefined)
        : notSent(this.label, `the connection failed before anything was sent (${why})`),
    );
  }

  #refuseLongBody(): void {
    this.#refuseBody(`is longer than ${String(this.rules.maxBodyBytes)} bytes`);
  }

  /** The status is known and says what can be said; the rest is not read, and its connection is dropped. */
  #refuseBody(why: string): void {
    this.#answer(null, why);
    this.#controller?.abort(new Error('body refused'));
  }

  #answer(text: string | null, unread?: string, bytes?: Buffer): void {
    const { dates, now } = this.rules;
    const serverTime = dates.read(this.#header('date'));
    const retryAfter = this.#header('retry-after');
    const answer = new HttpAnswer({
      status: this.#status,
      text,
      unread,
      bytes,
      secret: this.secret,
      serverTime,
      retryAfterMs: readRetryAfter(retryAfter, () => serverTime ?? now()),
    });
    this.#end({ answer });
  }

  #header(name: string): string | undefined {
    const value = this.#headers?.[name];
    return Array.isArray(value) ? value[0] : value;
  }

  #fail(failure: ProviderFailure): void {
    if (this.#settled) return;
    this.#end({ failure });
    this.#controller?.abort(new Error('given up'));
  }

  #end(outcome: HttpOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#chunks = [];
    this.rules.ended(this);
    this.resolve(outcome);
  }
}
