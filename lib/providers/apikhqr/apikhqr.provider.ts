import type { KhqrClock } from '../../clock/khqr-clock.js';
import { parseBaseUrl } from '../http/base-url.js';
import { CredentialSource } from '../http/credential.js';
import { failureOfStatus, notSent } from '../http/failures.js';
import type { HttpOutcome } from '../http/http-call.js';
import { DEADLINE_MS, HttpClient } from '../http/http-client.js';
import { laneOf } from '../http/lane.js';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from '../khqr-provider.port.js';
import type { ProviderContext } from '../provider-context.js';
import type { ApikhqrOptions } from '../provider.options.js';
import {
  failed,
  GENERATE,
  STATUS,
  toCheckAnswer,
  toCreateAnswer,
  toGenerateBody,
  unknown,
} from './apikhqr.mapper.js';

const JSON_BODY = ['Content-Type', 'application/json'] as const;

/** khqrapi.com, REST API v1: two calls, a key on each, and a PAID that may be given only once. */
export class ApikhqrProvider implements KhqrProvider {
  readonly name = 'apikhqr';
  readonly host: string;
  readonly lane: string;
  readonly capabilities: ProviderCapabilities = {
    currencies: ['USD', 'KHR'],
    expiry: 'provider',
    // "5 min after generation", as the documents say of expires_at.
    expiresInMs: 300_000,
    createIsCall: true,
    batchSize: 1,
    // "Poll every 3–5 seconds."
    minGapMs: 3_000,
    // 429 is documented, its limit is not.
    ratePerSecond: null,
    requestsPerDay: null,
  };
  readonly #clock: KhqrClock;
  readonly #http: HttpClient;
  readonly #credential: CredentialSource;

  /** @throws KhqrConfigurationError on a base URL or key that cannot be used. Opens no connection. */
  constructor(options: ApikhqrOptions, { account, clock }: ProviderContext) {
    const baseUrl = parseBaseUrl(options.baseUrl ?? 'https://www.khqrapi.com/api/v1');
    this.host = baseUrl.host;
    this.#clock = clock;
    this.#credential = new CredentialSource(options.apiKey, { account, clock });
    this.lane = laneOf(this.name, baseUrl.href, this.#credential.owner);
    this.#http = new HttpClient({ baseUrl, clock });
  }

  async start(): Promise<void> {
    await this.#credential.current();
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    const reply = await this.#call('POST', GENERATE, '/khqr/generate', toGenerateBody(request));
    return 'failure' in reply ? failed(reply.failure) : toCreateAnswer(reply.answer, request);
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    const path = `/khqr/status?md5=${encodeURIComponent(request.md5)}`;
    const reply = await this.#call('GET', STATUS, path);
    return 'failure' in reply ? unknown(reply.failure) : toCheckAnswer(reply.answer, request);
  }

  async #call(
    method: 'GET' | 'POST',
    label: string,
    path: string,
    body?: string,
  ): Promise<HttpOutcome> {
    let key: string;
    try {
      key = this.#credential.known ?? (await this.#credential.current());
    } catch {
      return { failure: notSent(label, 'there is no API key: the apiKey function failed') };
    }
    const began = this.#clock.monotonic();
    const headers = ['X-API-Key', key, ...(body === undefined ? [] : JSON_BODY)];
    const reply = await this.#http.send({ method, label, path, headers, body, secret: key });
    if (!('answer' in reply) || reply.answer.status !== 401) return reply;
    // A refused key stops the lane, unless the application has a new one: then it is as if nothing had been sent.
    const waitMs = Math.max(0, DEADLINE_MS - (this.#clock.monotonic() - began));
    return {
      failure: (await this.#credential.replace(key, waitMs))
        ? notSent(label, 'the API key was refused (401); the next request carries a new one')
        : failureOfStatus(label, reply.answer),
    };
  }
}
