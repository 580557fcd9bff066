import type { Type } from '@nestjs/common';
import { KhqrConfigurationError } from '../index.js';
import { isObject, unknownKeys } from '../web/given.options.js';
import type { CheckoutLimits, KhqrCheckoutOptions } from './checkout.options.js';
import { pictureProblems } from './picture.options.js';
import { isReturn, readAllowed } from './return.urls.js';

const LIMITS: CheckoutLimits = {
  streams: 10_000,
  streamsPerPayment: 20,
  streamMs: 900_000,
  heartbeatMs: 20_000,
  checkEveryMs: 5000,
  asksPerMinute: 30,
  pictureBytes: 16 * 1024 * 1024,
};

/** NBC's own hosts for banking app links, production and test system. */
const DEEPLINK_HOSTS = [
  'bakong.nbc.gov.kh',
  'bakong.page.link',
  'sit-bakong.nbc.gov.kh',
  'bakongsit.page.link',
];

const KEYS: readonly (keyof KhqrCheckoutOptions)[] = [
  'resolveOrder',
  'authorize',
  'merchantName',
  'account',
  'returnUrls',
  'returnUrl',
  'language',
  'showReference',
  'publicPath',
  'deeplinks',
  'deeplinkHosts',
  'sandboxPay',
  'allowClientAmounts',
  'pictures',
  'limits',
];

/** The options with their defaults. */
export interface CheckoutSettings extends KhqrCheckoutOptions {
  readonly language: 'en' | 'km';
  readonly showReference: boolean;
  readonly deeplinks: 'auto' | boolean;
  readonly deeplinkHosts: readonly string[];
  readonly allowedReturns: readonly URL[];
  readonly limits: CheckoutLimits;
}

/** @throws KhqrConfigurationError that names everything that is wrong */
export function readSettings(given: unknown): CheckoutSettings {
  const problems: string[] = [];
  const check = (good: boolean, problem: string): void => {
    if (!good) problems.push(problem);
  };
  const options = (isObject(given) ? given : {}) as Partial<KhqrCheckoutOptions>;
  check(isObject(given), 'KhqrCheckoutModule was registered without options.');
  unknownKeys('', options, KEYS).forEach((line) => problems.push(line));
  check(
    canAnswer(options.resolveOrder, 'resolveOrder'),
    'resolveOrder must be a function, or an object or class with a method resolveOrder(reference, request).',
  );
  check(
    options.authorize === undefined || canAnswer(options.authorize, 'authorize'),
    'authorize must be a function, or an object or class with a method authorize(payment, request).',
  );
  check(isText(options.merchantName, 100), 'merchantName must be a text of 1 to 100 characters.');
  const { account, language = 'en', publicPath, deeplinks = 'auto', returnUrl } = options;
  check(account === undefined || isText(account, 64), 'account must be the name of an account.');
  check((['en', 'km'] as unknown[]).includes(language), "language must be 'en' or 'km'.");
  check(
    publicPath === undefined || PATH.test(publicPath),
    "publicPath must be a path such as '/shop/khqr', without a slash at its end.",
  );
  check(
    (['auto', true, false] as unknown[]).includes(deeplinks),
    "deeplinks must be 'auto', true or false.",
  );
  check(
    returnUrl === undefined || typeof returnUrl === 'function' || isReturn(returnUrl),
    "returnUrl must be an http(s) URL, a path such as '/orders', or a function of the payment.",
  );
  for (const key of ['showReference', 'sandboxPay', 'allowClientAmounts'] as const) {
    const value: unknown = options[key];
    check(value === undefined || typeof value === 'boolean', `${key} must be true or false.`);
  }
  const deeplinkHosts = options.deeplinkHosts ?? DEEPLINK_HOSTS;
  check(
    Array.isArray(deeplinkHosts) && deeplinkHosts.every((host: unknown) => HOST.test(String(host))),
    "deeplinkHosts must be a list of host names, without 'https://'.",
  );
  pictureProblems(options.pictures).forEach((line) => problems.push(line));
  const limits = readLimits(options.limits, problems);
  const allowedReturns = readAllowed(options.returnUrls ?? [], problems);
  if (problems.length > 0) throw new KhqrConfigurationError(problems, SOLUTIONS);
  return {
    ...(options as KhqrCheckoutOptions),
    language,
    showReference: options.showReference ?? true,
    deeplinks,
    deeplinkHosts,
    allowedReturns,
    limits,
  };
}

const SOLUTIONS = [
  "Write `KhqrCheckoutModule.register({ merchantName: 'My Shop', resolveOrder: (reference) => orders.price(reference) })`.",
];
/** Path segments of unreserved characters, so that what is built on it needs no escaping. */
export const PATH = /^(?:\/[\w.~!$&()*+,;=:@%-]+)*$/;
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i;

function readLimits(given: unknown, problems: string[]): CheckoutLimits {
  if (given === undefined) return LIMITS;
  if (!isObject(given)) {
    problems.push('limits must be an object.');
    return LIMITS;
  }
  problems.push(...unknownKeys('limits.', given, Object.keys(LIMITS)));
  for (const [key, value] of Object.entries(given)) {
    // A timer of Node holds at most 2^31 - 1 milliseconds.
    const good = Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31;
    if (value !== undefined && !good) problems.push(`limits.${key} must be a whole number from 1.`);
  }
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...LIMITS, ...Object.fromEntries(named) };
}

function canAnswer(value: unknown, method: string): boolean {
  return typeof value === 'function' || (isObject(value) && typeof value[method] === 'function');
}

/** Whether it is a class whose instances have this method, rather than the function itself. */
export function isClassWith<T>(value: unknown, method: string): value is Type<T> {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return isObject(prototype) && typeof prototype[method] === 'function';
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}
