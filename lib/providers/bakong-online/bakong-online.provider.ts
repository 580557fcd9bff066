import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import { parseBaseUrl } from '../http/base-url.js';
import { HttpClient } from '../http/http-client.js';
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
import type { BakongOnlineOptions } from '../provider.options.js';
import {
  CREATE,
  failed,
  toAmountText,
  toCheckAnswer,
  toCreateAnswer,
  toReadAnswer,
  unknown,
} from './bakong-online.mapper.js';
import { resolvePaths, type BakongOnlineRoutes } from './bakong-online.paths.js';
import { PictureFetcher } from './picture.fetcher.js';

/** A create has to end within 10 s, and the picture may take 3: after this long it is not asked for, milliseconds. */
const PICTURE_BEFORE_MS = 6_500;

/** api.bakong-api.online and services with its contract: no key, GET for everything, expiry ours. */
export class BakongOnlineProvider implements KhqrProvider {
  readonly name = 'bakong-online';
  readonly host: string;
  readonly lane: string;
  readonly capabilities: ProviderCapabilities;
  readonly #options: BakongOnlineOptions;
  readonly #routes: BakongOnlineRoutes;
  readonly #http: HttpClient;
  readonly #clock: KhqrClock;
  readonly #pictures: PictureFetcher;

  /** @throws KhqrConfigurationError on a base URL, path or account that cannot be used. Opens no connection. */
  constructor(options: BakongOnlineOptions, { clock, warn }: ProviderContext) {
    const baseUrl = parseBaseUrl(options.baseUrl ?? 'https://api.bakong-api.online');
    requireText(options.bakongId, 'bakongId');
    requireText(options.merchantName, 'merchantName');
    this.host = baseUrl.host;
    // No credential: the limits, if there are any, are the host's.
    this.lane = laneOf(this.name, baseUrl.href, '');
    this.capabilities = {
      currencies: options.currencies ?? ['USD'],
      payees: true,
      expiry: 'ours',
      // The documents say nothing; 5 minutes is what APIKHQR gives a code, and NBC allows 10.
      expiresInMs: 300_000,
      createIsCall: true,
      batchSize: 1,
      // As APIKHQR documents it, for want of a word here.
      minGapMs: 3_000,
      ratePerSecond: null,
      requestsPerDay: null,
    };
    this.#options = options;
    this.#routes = resolvePaths(options.paths);
    this.#http = new HttpClient({ baseUrl, clock });
    this.#clock = clock;
    this.#pictures = new PictureFetcher(baseUrl, clock, warn);
  }

  async close(): Promise<void> {
    await Promise.all([this.#http.close(), this.#pictures.close()]);
  }

  /** A GET with an effect: once it has left it is never repeated. */
  async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    const { bakongId, merchantName } = request.payee ?? this.#options;
    let username: unknown;
    try {
      username = this.#username(request);
    } catch {
      const message = `${CREATE} was not sent: the username function failed.`;
      return failed({ kind: 'payment', message });
    }
    const query = toQuery({
      amount: toAmountText(request),
      bakongid: bakongId,
      merchantname: merchantName,
      username,
    });
    const path = this.#routes.create + query;
    const began = this.#clock.monotonic();
    const reply = await this.#http.send({ method: 'GET', label: CREATE, path });
    if ('failure' in reply) return failed(reply.failure);
    const answer = toCreateAnswer(reply.answer, request, bakongId);
    const late = this.#clock.monotonic() - began > PICTURE_BEFORE_MS;
    return late ? answer : this.#withText(answer, request, bakongId);
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    const { bakongId } = request.payee ?? this.#options;
    const { checkByMd5, checkByTran } = this.#routes;
    // A code made elsewhere has no transaction id here; its md5 is always known.
    const tran = this.#options.checkBy === 'tran' ? request.providerRef : null;
    const route = tran === null ? checkByMd5 : checkByTran;
    const label = `GET ${route}`;
    const path =
      tran === null
        ? route + toQuery({ md5: request.md5, bakongid: bakongId })
        : route.replace(':tran', () => encodePart(tran)) + toQuery({ bakongid: bakongId });
    const reply = await this.#http.send({ method: 'GET', label, path });
    return 'failure' in reply
      ? unknown(reply.failure)
      : toCheckAnswer(reply.answer, request, bakongId, label);
  }

  /** A code that came without its text is read from its picture, and then compared like any other; one that cannot be read stays unverified. */
  async #withText(
    answer: CreateAnswer,
    request: CreateRequest,
    account: string,
  ): Promise<CreateAnswer> {
    if (answer.outcome === 'failed' || answer.qrString !== undefined) return answer;
    const { providerRef } = answer;
    if (providerRef === undefined) return answer;
    const path = this.#routes.image.replace(':tran', () => encodePart(providerRef));
    const qrString = await this.#pictures.fetch(path);
    return qrString === undefined ? answer : toReadAnswer(answer, qrString, request, account);
  }

  #username({ reference, note }: CreateRequest): unknown {
    const { username } = this.#options;
    return typeof username === 'function' ? username({ reference, note }) : username;
  }
}

/** In the documents' order; what is blank is left out. */
function toQuery(parts: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(parts).flatMap(([key, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [`${key}=${encodePart(value)}`] : [],
  );
  return `?${pairs.join('&')}`;
}

/** `encodeURIComponent` throws on half a character pair, which a shop's name cut to length may end in. */
function encodePart(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function requireText(value: unknown, field: string): void {
  if (typeof value === 'string' && value.trim() !== '') return;
  throw new KhqrConfigurationError(`${field} is missing or blank.`);
}
