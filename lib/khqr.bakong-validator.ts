import { describeValue, isObject, type Problems } from './khqr.problems.js';

export const BAKONG_KEYS = [
  'apiKey',
  'bakongId',
  'merchantName',
  'merchantCity',
  'merchantId',
  'acquiringBank',
  'environment',
  'baseUrl',
  'proxyUrl',
  'token',
  'dailyQuota',
  'expectedCheckouts',
  'emv',
  'app',
  'checkAccountAtBoot',
];
const BAKONG_ID = /^[^\s@]+@[^\s@]+$/;
/** The National Bank's rule for dynamic codes: 10 minutes. */
const MOST_LIFE_MS = 600_000;
/** Characters that each text may have in a code. */
const LENGTHS = { merchantName: 25, merchantCity: 15, merchantId: 32, acquiringBank: 32 } as const;
const EMV = ['storeLabel', 'terminalLabel', 'purpose'];
const EMV_LENGTH = 25;
/** All texts of the additional data share 99 characters, tags and lengths included; the bill number takes 26 of them. */
const EMV_ROOM = 99 - 26;

type Fields = Readonly<Record<string, unknown>>;

/** Checks what is `bakong`'s own; the token is checked as every provider's. */
export function checkBakong(path: string, options: Fields, problems: Problems): void {
  const { bakongId, merchantId, acquiringBank, environment, expiresInMs } = options;
  problems.check(
    typeof bakongId === 'string' && BAKONG_ID.test(bakongId) && bakongId.length <= 32,
    `${path}bakongId must be a Bakong account such as 'name@bank', at most 32 characters.`,
  );
  for (const [key, most] of Object.entries(LENGTHS)) {
    const needed = key === 'merchantName';
    if (options[key] !== undefined || needed) {
      checkText(`${path}${key}`, options[key], most, problems);
    }
  }
  problems.check(
    merchantId === undefined || acquiringBank !== undefined,
    `${path}merchantId needs acquiringBank: a merchant's code names both.`,
  );
  problems.check(
    environment === undefined || environment === 'production' || environment === 'sit',
    `${path}environment must be 'production' or 'sit'.`,
  );
  problems.check(
    typeof expiresInMs !== 'number' || expiresInMs <= MOST_LIFE_MS,
    `${path}expiresInMs must be at most ${MOST_LIFE_MS}: the National Bank lets a code live for 10 minutes.`,
  );
  checkProxy(`${path}proxyUrl`, options['proxyUrl'], problems);
  checkNumbers(path, options, problems);
  checkToken(`${path}token`, options['token'], problems);
  checkEmv(`${path}emv`, options['emv'], problems);
  checkApp(`${path}app`, options['app'], problems);
  const { checkAccountAtBoot = false } = options;
  problems.check(
    typeof checkAccountAtBoot === 'boolean',
    `${path}checkAccountAtBoot must be true or false.`,
  );
}

function checkNumbers(path: string, options: Fields, problems: Problems): void {
  const { dailyQuota = null, expectedCheckouts = 1 } = options;
  problems.check(
    dailyQuota === null || dailyQuota === Infinity || isCount(dailyQuota),
    `${path}dailyQuota must be a whole number from 1, or null for no limit, got ${describeValue(dailyQuota)}.`,
  );
  problems.check(
    isCount(expectedCheckouts),
    `${path}expectedCheckouts must be a whole number from 1, got ${describeValue(expectedCheckouts)}.`,
  );
}

/** A password may stand in it, so its text is not repeated. */
function checkProxy(field: string, value: unknown, problems: Problems): void {
  if (value === undefined) return;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  const good =
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search;
  problems.check(
    good,
    `${field} must be a proxy such as 'http://user:password@proxy.example:3128'.`,
  );
}

function checkToken(field: string, value: unknown, problems: Problems): void {
  if (value === undefined) return;
  if (!isObject(value)) {
    problems.add(`${field} must be { email, onRenewed }.`);
    return;
  }
  problems.unknownKeys(`${field}.`, Object.keys(value), ['email', 'onRenewed']);
  const { email, onRenewed } = value;
  problems.check(
    typeof email === 'string' && /^[^\s@]+@[^\s@]+$/.test(email),
    `${field}.email must be the address that the token was registered with.`,
  );
  problems.check(
    typeof onRenewed === 'function',
    `${field}.onRenewed must be a function that keeps the new token: the old one ends.`,
  );
}

function checkEmv(field: string, value: unknown, problems: Problems): void {
  if (value === undefined) return;
  if (!isObject(value)) {
    problems.add(`${field} must be an object.`);
    return;
  }
  problems.unknownKeys(`${field}.`, Object.keys(value), EMV);
  const texts = EMV.map((key) => value[key]).filter((text) => text !== undefined);
  for (const key of EMV) {
    if (value[key] !== undefined) checkText(`${field}.${key}`, value[key], EMV_LENGTH, problems);
  }
  const room = texts.reduce<number>(
    (sum, text) => sum + 4 + (typeof text === 'string' ? text.length : 0),
    0,
  );
  const most = EMV_ROOM - 4 * texts.length;
  problems.check(
    room <= EMV_ROOM,
    `${field} must have at most ${most} characters in its ${texts.length} texts together: a code has room for no more.`,
  );
}

function checkApp(field: string, value: unknown, problems: Problems): void {
  if (value === undefined) return;
  if (!isObject(value)) {
    problems.add(`${field} must be { name, iconUrl, callbackUrl }.`);
    return;
  }
  problems.unknownKeys(`${field}.`, Object.keys(value), ['name', 'iconUrl', 'callbackUrl']);
  checkText(`${field}.name`, value['name'], 100, problems);
  for (const key of ['iconUrl', 'callbackUrl']) {
    const url = value[key];
    problems.check(typeof url === 'string' && URL.canParse(url), `${field}.${key} must be a URL.`);
  }
}

function checkText(field: string, value: unknown, most: number, problems: Problems): void {
  const good = typeof value === 'string' && value.trim() !== '' && value.length <= most;
  problems.check(good, `${field} must be a text of 1 to ${most} characters.`);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
