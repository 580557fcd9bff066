import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import { KhqrRequestError } from '../../errors/khqr-request.error.js';
import type { Transfer, TransferQuery } from '../../payment/transfer.js';
import { parseBaseUrl } from '../http/base-url.js';
import { CredentialSource } from '../http/credential.js';
import { notSent } from '../http/failures.js';
import { HttpClient, type HttpDispatcher } from '../http/http-client.js';
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
import type { BakongOptions } from '../provider.options.js';
import { BakongApi, type BakongOutcome } from './bakong.api.js';
import { CHECK, CHECK_LIST, toCheckAnswer, toCheckAnswers, unknown } from './bakong.mapper.js';
import { BakongToken } from './bakong.token.js';
import { readData } from './bakong.wire.js';
import { capabilitiesOf } from './capabilities.js';
import { CodeMaker } from './code.maker.js';
import { NO_SUCH_ACCOUNT, PASSING } from './error-codes.js';
import { toError } from './failure.error.js';
import { ListCall } from './list.call.js';
import { toTransfer, toTransferCall } from './transfer.mapper.js';

const BASE_URLS = {
  production: 'https://api-bakong.nbc.gov.kh',
  sit: 'https://sit-api-bakong.nbc.gov.kh',
} as const;

/** The National Bank's Bakong Open API: codes are made here, and asked about there, many at once and seldom. */
export class BakongProvider implements KhqrProvider {
  readonly name = 'bakong';
  readonly host: string;
  readonly lane: string;
  readonly capabilities: ProviderCapabilities;
  readonly #options: BakongOptions;
  readonly #context: ProviderContext;
  readonly #codes: CodeMaker;
  readonly #http: HttpClient;
  readonly #api: BakongApi;
  readonly #token: BakongToken;
  readonly #list = new ListCall();

  /**
   * Opens no connection. `dispatcher`: the way through a proxy.
   *
   * @throws KhqrConfigurationError on a base URL, token or text that cannot be used
   */
  constructor(options: BakongOptions, context: ProviderContext, dispatcher?: HttpDispatcher) {
    const { account, clock, random, warn } = context;
    const baseUrl = parseBaseUrl(options.baseUrl ?? BASE_URLS[options.environment ?? 'production']);
    const credential = new CredentialSource(options.apiKey, { account, clock });
    this.#options = options;
    this.#context = context;
    this.host = baseUrl.host;
    // The token that was configured: one that is renewed later leaves its payments in their lane.
    this.lane = laneOf(this.name, baseUrl.href, credential.owner);
    this.capabilities = capabilitiesOf(options, this.#list);
    this.#codes = new CodeMaker(options, random);
    this.#http = new HttpClient({ baseUrl, clock, dispatcher });
    this.#api = new BakongApi(this.#http, clock);
    this.#token = new BakongToken({
      account,
      clock,
      credential,
      options: options.token,
      renew: (email) => this.#api.renew(email),
      warn,
    });
  }

  async start(): Promise<void> {
    await this.#token.start();
    if (this.#options.checkAccountAtBoot === true) await this.#checkAccount();
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    return this.#codes.make(request);
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    const reply = await this.#ask(CHECK, { md5: request.md5 });
    if ('wire' in reply) return toCheckAnswer(reply, request, this.#accountOf(request));
    const { failure } = reply;
    if (failure.kind === 'lane' && failure.status === 403) this.#list.forget();
    return unknown(failure);
  }

  /** One request for at most 50. Where lists are refused nothing is known of any of them: they are asked about one by one from then on. */
  async checkPayments(requests: readonly CheckRequest[]): Promise<readonly CheckAnswer[]> {
    const reply = await this.#ask(
      CHECK_LIST,
      requests.map(({ md5 }) => md5),
    );
    if ('failure' in reply) {
      const { failure } = reply;
      return this.#list.refusedBy(failure)
        ? this.#askSingly(requests, failure.message)
        : requests.map(() => unknown(failure));
    }
    const answers = toCheckAnswers(reply, requests, (request) => this.#accountOf(request));
    if (answers) return answers;
    this.#list.refuse();
    return this.#askSingly(requests, reply.wire.message);
  }

  /** @throws KhqrRequestError without a code; KhqrProviderError, KhqrRateLimitError, KhqrAuthenticationError, KhqrConfigurationError abroad */
  getDeeplink({ qrString }: CheckRequest): Promise<string> {
    if (qrString !== null) return this.#makeDeeplink(qrString);
    const problem = 'A deeplink is made of the QR text, and this payment has none.';
    return Promise.reject(new KhqrRequestError(problem, { provider: this.name }));
  }

  /** Null where the bank knows no such transfer. @throws as `getDeeplink` */
  async findTransfer(query: TransferQuery): Promise<Transfer | null> {
    const { path, body } = toTransferCall(query);
    const reply = await this.#ask(path, body);
    const found = 'failure' in reply ? reply : toTransfer(`POST ${path}`, reply);
    if ('failure' in found) throw toError(found.failure, this.#context.account);
    return found.transfer;
  }

  #ask(path: string, body: unknown): Promise<BakongOutcome> {
    return this.#api.ask(path, body, this.#token);
  }

  #accountOf({ payee }: CheckRequest): string {
    return (payee ?? this.#options).bakongId;
  }

  #askSingly(requests: readonly CheckRequest[], why: string): readonly CheckAnswer[] {
    const { account, warn } = this.#context;
    if (this.#list.mention()) {
      warn(
        `The list call is refused for account '${account}' (${why}); its payments are asked about one by one from now on.`,
      );
    }
    const failure = notSent(
      `POST ${CHECK_LIST}`,
      'it is refused; the codes are asked about singly',
    );
    return requests.map(() => unknown(failure));
  }

  async #makeDeeplink(qr: string): Promise<string> {
    const path = '/v1/generate_deeplink_by_qr';
    const { app } = this.#options;
    const sourceInfo = app && {
      appIconUrl: app.iconUrl,
      appName: app.name,
      appDeepLinkCallback: app.callbackUrl,
    };
    const reply = await this.#ask(path, { qr, ...(sourceInfo && { sourceInfo }) });
    const { account } = this.#context;
    if ('failure' in reply) throw toError(reply.failure, account);
    const { wire, status } = reply;
    const link = wire.responseCode === 0 ? readData(wire.data, 'shortLink', 2048) : undefined;
    // A page shows it as a link: `javascript:` must not get there.
    if (link !== undefined && /^https:\/\//i.test(link) && URL.canParse(link)) return link;
    const message = `POST ${path} made no link: ${wire.message} (errorCode ${wire.errorCode ?? 'none'})`;
    const kind = PASSING.includes(wire.errorCode) ? 'in-doubt' : 'payment';
    throw toError({ kind, message, status }, account);
  }

  async #checkAccount(): Promise<void> {
    const { bakongId } = this.#options;
    const { account, warn } = this.#context;
    const reply = await this.#ask('/v1/check_bakong_account', { accountId: bakongId });
    if ('wire' in reply && reply.wire.responseCode === 0) return;
    if ('wire' in reply && NO_SUCH_ACCOUNT.includes(reply.wire.errorCode)) {
      throw new KhqrConfigurationError(
        `bakongId '${bakongId}' of account '${account}' does not exist at Bakong: ${reply.wire.message}`,
      );
    }
    // The bank may be away for a while; a shop should start all the same.
    const why = 'failure' in reply ? reply.failure.message : reply.wire.message;
    warn(`Whether bakongId '${bakongId}' exists could not be asked: ${why}`);
  }
}
