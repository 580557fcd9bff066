import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
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
  unknown,
} from './bakong-online.mapper.js';
import { resolvePaths, type BakongOnlineRoutes } from './bakong-online.paths.js';

/** api.bakong-api.online and services with its contract: no key, GET for everything, expiry ours. */
export class BakongOnlineProvider implements KhqrProvider {
  readonly name = 'bakong-online';
  readonly host: string;
  readonly lane: string;
  readonly capabilities: ProviderCapabilities;
  readonly #options: BakongOnlineOptions;
  readonly #routes: BakongOnlineRoutes;
  readonly #http: HttpClient;

  /** @throws KhqrConfigurationError on a base URL, path or account that cannot be used. Opens no connection. */
  constructor(options: BakongOnlineOptions, { clock }: ProviderContext) {
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
  }

  close(): Promise<void> {
    return this.#http.close();
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
    const reply = await this.#http.send({ method: 'GET', label: CREATE, path });
    return 'failure' in reply
      ? failed(reply.failure)
      : toCreateAnswer(reply.answer, request, bakongId);
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
