import { describeValue, isObject, type Problems } from './khqr.problems.js';

type Test = (value: unknown) => boolean;

const isNumber: Test = (value) => Number.isFinite(value);
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
const isPositive: Test = (value) => isNumber(value) && (value as number) > 0;
const isBoolean: Test = (value) => typeof value === 'boolean';
const areCurrencies: Test = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((currency) => currency === 'USD' || currency === 'KHR');

/** What each capability must be: one that is missing would show as a rate of NaN, or as a queue that never moves. */
const CAPABILITIES: Readonly<Record<string, readonly [Test, string]>> = {
  currencies: [areCurrencies, "a list of 'USD' and 'KHR'"],
  expiry: [(value) => value === 'provider' || value === 'ours', "'provider' or 'ours'"],
  expiresInMs: [isCount, 'whole milliseconds, above 0'],
  maxExpiresInMs: [(value) => value === undefined || isCount(value), 'whole milliseconds, above 0'],
  payees: [(value) => value === undefined || isBoolean(value), 'true or false'],
  createIsCall: [isBoolean, 'true or false'],
  batchSize: [isCount, 'a whole number from 1'],
  minGapMs: [
    (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    'whole milliseconds, 0 or more',
  ],
  ratePerSecond: [
    (value) => value === null || isPositive(value),
    'a number above 0, or null where nobody knows',
  ],
  requestsPerDay: [
    (value) => value === null || isCount(value),
    'a whole number from 1, or null for no limit',
  ],
  checksPerPayment: [(value) => value === undefined || isCount(value), 'a whole number from 1'],
};

/** Checks an application's own provider, which need not be typed. */
export function checkCustomProvider(
  path: string,
  provider: Readonly<Record<string, unknown>>,
  problems: Problems,
): void {
  const { name, capabilities } = provider;
  if (
    typeof name !== 'string' ||
    typeof provider['createPayment'] !== 'function' ||
    typeof provider['checkPayment'] !== 'function' ||
    !isObject(capabilities)
  ) {
    problems.add(
      `${path}provider must have name, capabilities, createPayment and checkPayment (see KhqrProvider).`,
    );
    return;
  }
  problems.check(
    name.trim() !== '' && name.length <= 64,
    `${path}provider.name must be a text of 1 to 64 characters.`,
  );
  for (const [key, [test, rule]] of Object.entries(CAPABILITIES)) {
    const value = capabilities[key];
    const problem = `${path}provider.capabilities.${key} must be ${rule}, got ${describeValue(value)}.`;
    problems.check(test(value), problem);
  }
}
