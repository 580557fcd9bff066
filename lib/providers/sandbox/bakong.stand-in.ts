import { isKhqrError } from '../../errors/is-khqr-error.js';
import { isRecord, type WireRecord } from '../http/wire-record.js';
import type {
  BakongMoods,
  BakongRequest,
  BakongResponse,
  BakongStandInOptions,
  BakongStats,
} from './bakong-options.js';
import {
  failure,
  isShortHashOf,
  listItem,
  notFound,
  page,
  quotaSpent,
  refusal,
  success,
  transferData,
  transferOf,
  unauthorized,
} from './bakong.answers.js';
import { BakongTokens } from './bakong.tokens.js';
import type { SandboxPayOptions, SandboxTransfer } from './sandbox-code.js';
import type { SandboxBank } from './sandbox.bank.js';
import { scanCode } from './scanned-code.js';

const FREE_QUOTA = 100;
const MOST_IN_LIST = 50;
const MISSING = 'Missing required fields.';

type Answer = BakongResponse | null;

/**
 * The National Bank's Bakong Open API over a simulated bank: a function of a request, for whatever server carries it. The
 * bank's faults and delays befall its checks.
 */
export class BakongStandIn {
  readonly moods: BakongMoods = { geoBlocked: false, listRefused: false, html: false };
  /** Accounts that do not exist at the bank; every other one of the form `name@bank` does. */
  readonly strangers = new Set<string>();
  readonly tokens: BakongTokens;
  /** Requests a day of each token; Infinity for no limit. May be changed at any time. */
  dailyQuota: number;
  readonly #bank: SandboxBank;
  readonly #email: string;
  readonly #clock: BakongStandInOptions['clock'];
  readonly #byPath = new Map<string, number>();

  constructor({ bank, clock, random, dailyQuota = FREE_QUOTA, email }: BakongStandInOptions) {
    this.#bank = bank;
    this.#clock = clock;
    this.dailyQuota = dailyQuota ?? Infinity;
    this.#email = email ?? 'shop@example.com';
    this.tokens = new BakongTokens(clock, random);
  }

  /** The customer scans the code and pays. @throws as `SandboxBank.scan` and `SandboxBank.pay` */
  pay(qrString: string, options?: SandboxPayOptions): SandboxTransfer {
    return this.#bank.pay(this.#bank.scan(qrString).md5, options);
  }

  stats(): BakongStats {
    return { byPath: new Map(this.#byPath), busiestDay: this.tokens.busiestDay };
  }

  /** Null: the connection breaks. */
  async handle(request: BakongRequest): Promise<Answer> {
    const path = request.path.split('?')[0] ?? '';
    // Paths that do not exist are counted together: a scanner must not fill the memory.
    const known = Object.hasOwn(this.#calls, path) || path === RENEW;
    this.#byPath.set(known ? path : '', (this.#byPath.get(known ? path : '') ?? 0) + 1);
    const answer = await this.#answer(path, request);
    if (!answer) return null;
    const date = new Date(this.#clock.now()).toUTCString();
    return { ...answer, headers: { date, ...answer.headers } };
  }

  async #answer(path: string, { method, headers, body }: BakongRequest): Promise<Answer> {
    const { geoBlocked, html, listRefused } = this.moods;
    if (geoBlocked || headers['user-agent'] === undefined) return page(403, '403 Forbidden');
    if (html) return page(200, 'Please wait');
    if (method !== 'POST') return page(405, '405 Method Not Allowed');
    const json = readJson(body);
    if (path === RENEW) return this.#renew(json);
    const call = Object.hasOwn(this.#calls, path) ? this.#calls[path] : undefined;
    if (!call) return page(404, '404 Not Found');
    const token = /^Bearer (\S+)$/.exec(String(headers['authorization']))?.[1] ?? '';
    if (!this.tokens.isGood(token)) return unauthorized();
    if (this.tokens.spend(token) > this.dailyQuota) return quotaSpent(this.dailyQuota);
    if (listRefused && path === LIST) return page(403, '403 Forbidden');
    return call(json);
  }

  readonly #calls: Readonly<Record<string, (json: unknown) => Answer | Promise<Answer>>> = {
    '/v1/check_transaction_by_md5': (json) => this.#checkOne(fields(json)),
    [LIST]: (json) => this.#checkMany(json),
    '/v1/check_transaction_by_hash': (json) => {
      const asked = fields(json)['hash'];
      return this.#find(({ hash }) => hash === asked);
    },
    '/v1/check_transaction_by_short_hash': (json) => {
      const { hash, amount, currency } = fields(json);
      return this.#find((transfer) => isShortHashOf(transfer, { hash, amount, currency }));
    },
    '/v1/generate_deeplink_by_qr': (json) => deeplink(fields(json)['qr'], this.#clock.now()),
    '/v1/check_bakong_account': (json) => {
      const id = fields(json)['accountId'];
      if (typeof id !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(id)) {
        return refusal(12, 'Account ID is invalid');
      }
      return this.strangers.has(id) ? refusal(11, 'Account ID does not exist') : success(null);
    },
  };

  async #checkOne({ md5 }: WireRecord): Promise<Answer> {
    if (typeof md5 !== 'string') return refusal(5, MISSING, 400);
    const reply = await this.#bank.check(md5, Infinity, false);
    if (reply.outcome === 'failed') return failure(reply);
    const transfer = transferOf(reply.value);
    return transfer ? success(transferData(transfer)) : notFound();
  }

  async #checkMany(json: unknown): Promise<Answer> {
    if (!Array.isArray(json) || json.length === 0) return refusal(5, MISSING, 400);
    if (json.length > MOST_IN_LIST) return refusal(5, `At most ${MOST_IN_LIST} md5s.`, 400);
    const md5s = json.map(String);
    const reply = await this.#bank.checkAll(md5s);
    if (reply.outcome === 'failed') return failure(reply);
    return success(reply.value.map((view, at) => listItem(md5s[at] ?? '', transferOf(view))));
  }

  #find(fits: (transfer: SandboxTransfer) => boolean): Answer {
    const found = this.#bank.ledger.find(fits);
    return found ? success(transferData(found)) : notFound();
  }

  #renew(json: unknown): Answer {
    const { email } = fields(json);
    return email === this.#email
      ? success({ token: this.tokens.issue() })
      : refusal(10, 'Not registered yet');
  }
}

const RENEW = '/v1/renew_token';
const LIST = '/v1/check_transaction_by_md5_list';

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function fields(json: unknown): WireRecord {
  return isRecord(json) ? json : {};
}

function deeplink(qr: unknown, now: number): Answer {
  try {
    const { md5 } = scanCode(String(qr), now);
    return success({ shortLink: `https://sandbox.invalid/pay/${md5}` });
  } catch (error) {
    if (isKhqrError(error)) return refusal(4, 'Failed to generate deeplink');
    throw error;
  }
}
