import { DELIVERY_DEFAULTS, TRACKER_DEFAULTS } from './khqr.defaults.js';
import { MEMORY_IN_PRODUCTION, USE_DURABLE_STORE } from './khqr.messages.js';
import type { AccountOptions, KhqrModuleOptions, KhqrSettings } from './khqr.options.js';
import { DEFAULT_ACCOUNT } from './khqr.tokens.js';
import { checkAccount } from './khqr.account-validator.js';
import type { Problems } from './khqr.problems.js';
import { describeValue, isObject } from './khqr.problems.js';
import { MemoryPaymentStore } from './stores/memory/memory-payment.store.js';

const SHARED_KEYS = ['accounts', 'accountResolver', 'store', 'tracker', 'delivery'];
/** A request may take 10 s, so a shorter lease would end before its answer. */
const LEAST_PRODUCTION_LEASE_MS = 10_001;

/** Fills in the defaults and notes every problem; what it answers is only to be used where there is none. */
export function readOptions(
  options: KhqrModuleOptions,
  environment: string | undefined,
  problems: Problems,
): KhqrSettings {
  const production = environment === 'production';
  const accounts = readAccounts(options, environment, problems);
  const store = options.store ?? new MemoryPaymentStore();
  if (typeof store.decide !== 'function' || typeof store.claimDue !== 'function') {
    problems.add(`store must be a PaymentStore, got ${describeValue(store)}.`, [
      'Write `store: new MemoryPaymentStore()` or another PaymentStore.',
    ]);
  } else if (production && !store.durable && store.acceptsDataLoss !== true) {
    problems.add(MEMORY_IN_PRODUCTION, USE_DURABLE_STORE);
  }
  const resolver = options.accountResolver ?? null;
  if (resolver !== null && typeof resolver !== 'function' && typeof resolver.find !== 'function') {
    problems.add('accountResolver must be an object or a class with a method find(name).');
  }
  const tracker = { ...TRACKER_DEFAULTS, ...defined(options.tracker) };
  const delivery = { ...DELIVERY_DEFAULTS, ...defined(options.delivery) };
  checkGroup('tracker', options.tracker, Object.keys(TRACKER_DEFAULTS), problems);
  checkGroup('delivery', options.delivery, Object.keys(DELIVERY_DEFAULTS), problems);
  for (const key of ['enabled'] as const) {
    problems.check(typeof tracker[key] === 'boolean', `tracker.${key} must be true or false.`);
    problems.check(typeof delivery[key] === 'boolean', `delivery.${key} must be true or false.`);
  }
  for (const key of ['tickMs', 'gapMs', 'leaseMs'] as const) {
    checkMs(`tracker.${key}`, tracker[key], 1, problems);
  }
  checkMs('tracker.expiryGraceMs', tracker.expiryGraceMs, 0, problems);
  checkMs('delivery.timeoutMs', delivery.timeoutMs, 1, problems);
  checkMs('delivery.releaseAfterMs', delivery.releaseAfterMs, 0, problems);
  const { spillFile }: { readonly spillFile: unknown } = tracker;
  problems.check(
    typeof spillFile === 'string' && spillFile !== '',
    'tracker.spillFile must be a path.',
  );
  const delays: unknown = delivery.retryDelaysMs;
  if (Array.isArray(delays)) {
    delays.forEach((delay, index) => {
      checkMs(`delivery.retryDelaysMs[${index}]`, delay, 0, problems);
    });
  } else problems.add('delivery.retryDelaysMs must be a list of milliseconds.');
  problems.check(
    !production || tracker.leaseMs >= LEAST_PRODUCTION_LEASE_MS,
    'tracker.leaseMs must be above 10000 with NODE_ENV=production: a check may take 10 s.',
  );
  return { accounts, accountResolver: resolver, store, tracker, delivery };
}

function readAccounts(
  options: KhqrModuleOptions,
  environment: string | undefined,
  problems: Problems,
): Readonly<Record<string, AccountOptions>> {
  const shared = Object.fromEntries(
    Object.entries(options).filter(([key]) => !SHARED_KEYS.includes(key)),
  );
  const single = options.provider === undefined ? null : (shared as unknown as AccountOptions);
  if (!single)
    problems.unknownKeys(
      '',
      Object.keys(shared).filter((key) => key !== 'provider'),
      [],
    );
  // By a Map, since a name may be anything here.
  const accounts = new Map<string, AccountOptions>();
  if (single) accounts.set(DEFAULT_ACCOUNT, single);
  const named: unknown = options.accounts ?? {};
  if (!isObject(named)) problems.add('accounts must be an object of account options by name.');
  else {
    for (const [name, account] of Object.entries(named)) {
      problems.check(
        !(single && name === DEFAULT_ACCOUNT),
        `accounts.${DEFAULT_ACCOUNT} and provider both configure the account '${DEFAULT_ACCOUNT}': keep one.`,
      );
      problems.check(
        /^[a-z\d][\w.-]{0,63}$/i.test(name),
        `accounts['${name}'] must be named with 1 to 64 letters, digits, or _ . - after the first.`,
      );
      accounts.set(name, account as AccountOptions);
    }
  }
  if (accounts.size === 0 && isObject(named) && !options.accountResolver) {
    problems.add(
      'provider is missing: name one, or configure `accounts` or an `accountResolver`.',
      [
        "Write `KhqrModule.forRoot({ provider: 'apikhqr', apiKey: process.env.APIKHQR_KEY })`.",
        "Without a key yet, `provider: 'sandbox'` simulates the bank in this process.",
      ],
    );
  }
  for (const [name, account] of accounts) {
    const path = single && name === DEFAULT_ACCOUNT ? '' : `accounts.${name}.`;
    checkAccount(path, account, environment, problems);
  }
  return Object.fromEntries(accounts);
}

function checkGroup(
  name: string,
  value: unknown,
  keys: readonly string[],
  problems: Problems,
): void {
  if (value === undefined) return;
  if (!isObject(value)) problems.add(`${name} must be an object.`);
  else problems.unknownKeys(`${name}.`, Object.keys(value), keys);
}

function checkMs(field: string, value: unknown, least: number, problems: Problems): void {
  // A timer of Node holds at most 2^31 - 1 milliseconds.
  const good = Number.isInteger(value) && (value as number) >= least && (value as number) < 2 ** 31;
  problems.check(
    good,
    `${field} must be a whole number of milliseconds from ${least}, got ${describeValue(value)}.`,
  );
}

function defined<T extends object>(value: T | undefined): Partial<T> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
  ) as Partial<T>;
}
