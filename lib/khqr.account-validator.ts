import { BAKONG_KEYS, checkBakong } from './khqr.bakong-validator.js';
import { LEAVE_SANDBOX, SANDBOX_IN_PRODUCTION } from './khqr.messages.js';
import { describeValue, isObject, type Problems } from './khqr.problems.js';
import { checkCustomProvider } from './khqr.provider-validator.js';

const COMMON = ['provider', 'ratePerSecond', 'expiresInMs', 'onForeignClaim'];
/** Every key that each provider's options have. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  apikhqr: ['apiKey', 'baseUrl'],
  'bakong-online': [
    'bakongId',
    'merchantName',
    'username',
    'checkBy',
    'baseUrl',
    'paths',
    'currencies',
  ],
  bakong: BAKONG_KEYS,
  sandbox: ['autoPayMs', 'allowInProduction'],
};
const DAY_MS = 24 * 60 * 60 * 1000;
const PATHS = ['create', 'checkByMd5', 'checkByTran', 'image'];
/** The paths that the transaction's id is part of. */
const WITH_TRAN = ['checkByTran', 'image'];
const BAKONG_ID = /^[^\s@]+@[^\s@]+$/;

/** Checks one account's options, whatever type they claim to have: a factory's return is not checked by the compiler. `path` ends in a dot, or is empty. */
export function checkAccount(
  path: string,
  options: unknown,
  environment: string | undefined,
  problems: Problems,
): void {
  if (!isObject(options)) {
    problems.add(`${path.slice(0, -1)} must be account options, got ${describeValue(options)}.`);
    return;
  }
  const { provider } = options;
  if (isObject(provider)) checkCustomProvider(path, provider, problems);
  else if (typeof provider !== 'string' || !Object.hasOwn(KEYS, provider)) {
    const known = Object.keys(KEYS).map((name) => `'${name}'`);
    // A key in the wrong place must not be printed; a misspelt name is made of letters.
    const isName = typeof provider === 'string' && /^[a-z-]{0,20}$/i.test(provider);
    const got = isName ? `'${provider}'` : describeValue(provider);
    problems.add(
      `${path}provider must be ${known.join(', ')}, or an instance of KhqrProvider; got ${got}.`,
    );
    return;
  }
  const own = typeof provider === 'string' ? (KEYS[provider] ?? []) : [];
  problems.unknownKeys(path, Object.keys(options), [...COMMON, ...own]);
  checkCommon(path, options, problems);
  if (provider === 'apikhqr' || provider === 'bakong') {
    checkCredential(path, options['apiKey'], problems);
  }
  if (provider === 'bakong') checkBakong(path, options, problems);
  if (provider === 'bakong-online') checkBakongOnline(path, options, problems);
  if (provider === 'sandbox') checkSandbox(path, options, environment, problems);
}

type Test = (value: unknown) => boolean;

function optional(value: unknown, test: Test, problem: string, problems: Problems): void {
  if (value !== undefined) problems.check(test(value), problem);
}

const isBoolean: Test = (value) => typeof value === 'boolean';
const isText: Test = (value) => typeof value === 'string' && value.trim() !== '';
const isWhole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Test =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const oneOf =
  (...values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value);

function checkCommon(path: string, options: Record<string, unknown>, problems: Problems): void {
  const { ratePerSecond, expiresInMs, onForeignClaim, baseUrl } = options;
  const isRate: Test = (value) => typeof value === 'number' && value > 0 && value <= 100_000;
  optional(ratePerSecond, isRate, `${path}ratePerSecond must be a number above 0.`, problems);
  const lives = `${path}expiresInMs must be whole milliseconds from 1000 to ${DAY_MS}.`;
  optional(expiresInMs, isWhole(1000, DAY_MS), lives, problems);
  const claims = `${path}onForeignClaim must be 'review' or 'paid'.`;
  optional(onForeignClaim, oneOf('review', 'paid'), claims, problems);
  if (baseUrl !== undefined) checkUrl(`${path}baseUrl`, baseUrl, problems);
}

function checkSandbox(
  path: string,
  { autoPayMs, allowInProduction }: Record<string, unknown>,
  environment: string | undefined,
  problems: Problems,
): void {
  optional(autoPayMs, isWhole(0), `${path}autoPayMs must be milliseconds, 0 or more.`, problems);
  const allowed = `${path}allowInProduction must be true or false.`;
  optional(allowInProduction, isBoolean, allowed, problems);
  if (environment === 'production' && allowInProduction !== true) {
    problems.add(`${path}${SANDBOX_IN_PRODUCTION}`, LEAVE_SANDBOX);
  }
}

function checkCredential(path: string, apiKey: unknown, problems: Problems): void {
  if (typeof apiKey === 'function') return;
  if (apiKey === undefined || (typeof apiKey === 'string' && apiKey.trim() === '')) {
    problems.add(`${path}apiKey is missing or blank.`, [
      'Set the environment variable that it is read from. With `ConfigModule`, use `KhqrModule.forRootAsync`: `forRoot` reads `process.env` before the .env file is loaded.',
      "Without a key yet, `provider: 'sandbox'` simulates the bank in this process.",
    ]);
    return;
  }
  // A line break would be refused by the HTTP client much later, in words that help nobody.
  const good = typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey);
  problems.check(good, `${path}apiKey must be one word of visible ASCII characters.`);
}

function checkBakongOnline(
  path: string,
  options: Record<string, unknown>,
  problems: Problems,
): void {
  const { bakongId, merchantName, username, checkBy, paths, currencies } = options;
  const isAccount: Test = (value) =>
    typeof value === 'string' && BAKONG_ID.test(value) && value.length <= 32;
  problems.check(
    isAccount(bakongId),
    `${path}bakongId must be a Bakong account such as 'name@bank'.`,
  );
  problems.check(isText(merchantName), `${path}merchantName must be a text that is not blank.`);
  const isUser: Test = (value) => typeof value === 'function' || isText(value);
  optional(username, isUser, `${path}username must be a text or a function.`, problems);
  optional(checkBy, oneOf('md5', 'tran'), `${path}checkBy must be 'md5' or 'tran'.`, problems);
  const areCurrencies: Test = (value) =>
    Array.isArray(value) && value.length > 0 && value.every(oneOf('USD', 'KHR'));
  optional(
    currencies,
    areCurrencies,
    `${path}currencies must be a list of 'USD' and 'KHR'.`,
    problems,
  );
  if (paths === undefined) return;
  if (!isObject(paths)) {
    problems.add(`${path}paths must be an object.`);
    return;
  }
  problems.unknownKeys(`${path}paths.`, Object.keys(paths), PATHS);
  for (const [key, value] of Object.entries(paths)) {
    const isPath: Test = (text) => typeof text === 'string' && /^\/[^?#\s]*$/.test(text);
    optional(value, isPath, `${path}paths.${key} must be a path such as '/khqr/create'.`, problems);
    if (!isPath(value) || !WITH_TRAN.includes(key)) continue;
    const hasTran = String(value).split('/').includes(':tran');
    problems.check(hasTran, `${path}paths.${key} must have the part ':tran'.`);
  }
}

function checkUrl(field: string, value: unknown, problems: Problems): void {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (!url) {
    problems.add(`${field} must be a URL such as 'https://www.khqrapi.com/api/v1'.`);
    return;
  }
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  problems.check(
    secure,
    `${field} must begin with https:// (http:// only on this machine): the credential travels to it.`,
  );
  // An empty query or fragment does not show in the URL.
  const plain = !url.username && !url.password && !/[?#]/.test(String(value));
  problems.check(plain, `${field} must have no user, password, query or fragment.`);
}
