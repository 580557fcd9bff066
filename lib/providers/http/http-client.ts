import { setImmediate } from 'node:timers';
// Pool alone, not undici's index: that loads fetch, WebSocket, caches and mocks too and takes three times as long, in
// every app that starts with an HTTP provider. The exact version in package.json keeps the path valid.
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Dispatcher } from 'undici';
import type { KhqrClock, KhqrTimer } from '../../clock/khqr-clock.js';
import { VERSION } from '../../version.js';
import type { BaseUrl } from './base-url.js';
import { notSent } from './failures.js';
import { HttpCall, type HttpCallRules, type HttpOutcome } from './http-call.js';
import { DateReader } from './http-dates.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, every part encoded. */
  readonly path: string;
  /** For messages: method and documented path, without values. */
  readonly label: string;
  /** Name, value, name, value. */
  readonly headers?: readonly string[];
  readonly body?: string | undefined;
  /** Taken out of everything that comes back. */
  readonly secret?: string | undefined;
}

export interface HttpClientOptions {
  readonly baseUrl: BaseUrl;
  readonly clock: KhqrClock;
  /** From the call to the last byte, waiting for a connection included. @default DEADLINE_MS */
  readonly deadlineMs?: number;
  /** @default 65536; the longest documented answer has about 600 bytes */
  readonly maxBodyBytes?: number;
  /** @default 256, above what one lane can have under way at 10 s an answer and 25 requests a second */
  readonly connections?: number;
  /** What is asked for; of anything but JSON the answer keeps its bytes and no text. @default 'application/json' */
  readonly accept?: string;
  /** Takes the requests instead of connections of the client's own; destroyed with it. It must verify TLS. */
  readonly dispatcher?: HttpDispatcher | undefined;
}

/** As much of undici's Dispatcher as a client needs. */
export type HttpDispatcher = Pick<Dispatcher, 'dispatch'> & { destroy(): Promise<void> };

/** Milliseconds: below the tracker's lease, so that an answer still counts when it comes. */
export const DEADLINE_MS = 10_000;

const JSON_TYPE = 'application/json';
const HEADERS: readonly string[] = [
  // A compressed body could unfold to any size; what comes compressed all the same is refused, never unpacked.
  'accept-encoding',
  'identity',
  'user-agent',
  `nestjs-khqr/${VERSION}`,
];

/**
 * HTTP for payment calls: one request a call and an end within the deadline. No retry, no redirect, no decompression, one
 * request at a time on a connection, since a second one behind it would be lost with the first.
 */
export class HttpClient {
  readonly #dispatcher: HttpDispatcher;
  readonly #origin: string;
  readonly #path: string;
  readonly #headers: readonly string[];
  readonly #clock: KhqrClock;
  readonly #deadlineMs: number;
  readonly #rules: HttpCallRules;
  /** In the order of their deadlines, since all have the same time: one timer, for the first, serves all. */
  readonly #calls = new Set<HttpCall>();
  #timer: KhqrTimer = undefined;
  #closing: Promise<void> | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(options: HttpClientOptions) {
    const { accept = JSON_TYPE } = options;
    this.#origin = options.baseUrl.origin;
    this.#path = options.baseUrl.path;
    this.#headers = ['accept', accept, ...HEADERS];
    this.#clock = options.clock;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#rules = {
      maxBodyBytes: options.maxBodyBytes ?? 65_536,
      binary: accept !== JSON_TYPE,
      dates: new DateReader(),
      now: () => this.#clock.now(),
      ended: (call) => this.#forget(call),
    };
    this.#dispatcher =
      options.dispatcher ??
      new Pool(this.#origin, {
        connections: options.connections ?? 256,
        pipelining: 1,
        connectTimeout: this.#deadlineMs,
        // The deadline covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
        // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not open this connection too.
        connect: { rejectUnauthorized: true },
      });
  }

  /** Never rejects. */
  send(request: HttpRequest): Promise<HttpOutcome> {
    const { label, method, body } = request;
    if (this.#closing) {
      return Promise.resolve({ failure: notSent(label, 'the provider has been closed') });
    }
    return new Promise((resolve) => {
      const deadline = this.#clock.monotonic() + this.#deadlineMs;
      const call = new HttpCall(deadline, label, request.secret, this.#rules, resolve);
      this.#calls.add(call);
      this.#timer ??= this.#wakeIn(this.#deadlineMs);
      this.#dispatcher.dispatch(
        {
          origin: this.#origin,
          method,
          path: this.#path + request.path,
          headers: this.#headers.concat(request.headers ?? []),
          body: body ?? null,
        },
        call,
      );
    });
  }

  /** Refuses new calls, waits for those under way (their deadline bounds it), then drops the connections. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    if (this.#calls.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    await this.#dispatcher.destroy();
  }

  #forget(call: HttpCall): void {
    this.#calls.delete(call);
    if (this.#calls.size > 0) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#whenIdle?.();
  }

  #wakeIn(delayMs: number): KhqrTimer {
    return this.#clock.setTimeout(() => this.#expireDue(), delayMs);
  }

  #expireDue(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (const call of this.#calls) {
      if (call.deadline > now) {
        this.#timer = this.#wakeIn(call.deadline - now);
        return;
      }
      // In this turn of the event loop what has arrived is read: where the process stood still, the answer may be there. What
      // has not been sent must not be sent any more.
      const expire = (): void => {
        call.expire(this.#deadlineMs);
      };
      if (call.isSent) setImmediate(expire);
      else expire();
    }
  }
}
