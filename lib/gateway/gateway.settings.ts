import { KhqrConfigurationError } from '../index.js';
import { isObject, unknownKeys } from '../web/given.options.js';
import { hashApiKey } from './api/api-key.js';
import type { RateLimit } from './api/rate.limiter.js';
import type { GatewayApiKey, MerchantFinder } from './gateway.options.js';
import { merchantProblems, toMerchant, type Merchant } from './merchant.js';

/** The options with their defaults. */
export interface GatewaySettings {
  readonly keys: readonly { readonly hash: string; readonly merchant: Merchant }[];
  readonly findMerchant: MerchantFinder | null;
  readonly claim: 'repeat' | 'once';
  readonly rateLimit: RateLimit | null;
  readonly publicUrl: string | undefined;
}

const RATE_LIMIT: RateLimit = { perSecond: 50, burst: 100 };
const KEYS = ['apiKeys', 'findMerchant', 'claim', 'rateLimit', 'publicUrl'];
const KEY_KEYS = ['key', 'account', 'id', 'payee'];
/** What a header can carry, and nobody guesses. */
const API_KEY = /^[\x21-\x7e]{16,200}$/;
const SOLUTIONS = [
  "Write `KhqrGatewayModule.register({ apiKeys: [{ key: process.env.SHOP_KEY, account: 'main' }] })`, with a key of `openssl rand -hex 24`.",
  'Or find merchants yourself: `register({ findMerchant: (keyHash) => merchants.byKeyHash(keyHash) })`.',
];

/** @throws KhqrConfigurationError that names everything that is wrong, and no key */
export function readSettings(given: unknown): GatewaySettings {
  if (!isObject(given)) {
    throw new KhqrConfigurationError(
      'KhqrGatewayModule was registered without options.',
      SOLUTIONS,
    );
  }
  const problems = unknownKeys('', given, KEYS);
  const { apiKeys, findMerchant, claim = 'repeat', publicUrl } = given;
  if ((apiKeys === undefined) === (findMerchant === undefined)) {
    problems.push('Say either apiKeys or findMerchant.');
  }
  if (findMerchant !== undefined && typeof findMerchant !== 'function') {
    problems.push('findMerchant must be a function of the hash of a key.');
  }
  const keys = apiKeys === undefined ? [] : readKeys(apiKeys, problems);
  if (claim !== 'repeat' && claim !== 'once') problems.push("claim must be 'repeat' or 'once'.");
  if (publicUrl !== undefined && !isBaseUrl(publicUrl)) {
    problems.push(
      "publicUrl must be an http(s) URL such as 'https://pay.example/api/v1', without a slash at its end.",
    );
  }
  const rateLimit = readRateLimit(given['rateLimit'], problems);
  if (problems.length > 0) throw new KhqrConfigurationError(problems, SOLUTIONS);
  return {
    keys: keys.map((key) => ({ hash: hashApiKey(key.key ?? ''), merchant: toMerchant(key) })),
    findMerchant: (findMerchant ?? null) as MerchantFinder | null,
    claim: claim as GatewaySettings['claim'],
    rateLimit,
    publicUrl: publicUrl as string | undefined,
  };
}

function readKeys(given: unknown, problems: string[]): readonly GatewayApiKey[] {
  if (!Array.isArray(given) || given.length === 0 || !given.every(isObject)) {
    problems.push('apiKeys must be a list of { key, account?, id?, payee? } with at least one.');
    return [];
  }
  const seen = new Set<unknown>();
  given.forEach((entry: Record<string, unknown>, index) => {
    const path = `apiKeys[${index}].`;
    const { key } = entry;
    problems.push(...unknownKeys(path, entry, KEY_KEYS), ...merchantProblems(path, entry));
    if (key === undefined || key === '') {
      problems.push(`${path}key is missing: is its environment variable set?`);
    } else if (typeof key !== 'string' || !API_KEY.test(key)) {
      problems.push(`${path}key must have 16 to 200 characters of ASCII without spaces.`);
    } else if (seen.has(key)) problems.push(`${path}key is another's already.`);
    seen.add(key);
  });
  // Each entry has been looked at; what is wrong ends the boot.
  return given as unknown as readonly GatewayApiKey[];
}

function readRateLimit(given: unknown, problems: string[]): RateLimit | null {
  if (given === false) return null;
  if (given === undefined) return RATE_LIMIT;
  if (!isObject(given)) {
    problems.push('rateLimit must be { perSecond?, burst? } or false.');
    return null;
  }
  problems.push(...unknownKeys('rateLimit.', given, Object.keys(RATE_LIMIT)));
  const limit = { ...RATE_LIMIT, ...given };
  if (!(limit.perSecond > 0 && Number.isFinite(limit.perSecond))) {
    problems.push('rateLimit.perSecond must be more than 0.');
  }
  if (!(Number.isInteger(limit.burst) && limit.burst >= 1)) {
    problems.push('rateLimit.burst must be a whole number from 1.');
  }
  return limit;
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value) || /[\s?#]|\/$/.test(value)) return false;
  return ['https:', 'http:'].includes(new URL(value).protocol);
}
