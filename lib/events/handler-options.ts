import { LONGEST_TIMER_MS } from '../clock/longest-timer.js';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import type { OnPaymentMetadata } from './on-payment.decorator.js';

const KEYS = ['id', 'account', 'timeoutMs', 'type'];
/** Letters that mean nothing to an event emitter with wildcards, to SQL or to a log. */
const IDENTITY = /^[\w.:-]{1,128}$/;

/** @throws KhqrConfigurationError naming what is wrong with a decorator's options, where a type says otherwise or the code is JavaScript */
export function checkHandlerOptions(where: string, id: unknown, options: OnPaymentMetadata): void {
  const problem = problemOf(id, options);
  if (problem === null) return;
  throw new KhqrConfigurationError(`The payment handler ${where}: ${problem}`, [
    "Write `@OnPaymentPaid({ id: 'orders.ship', account: 'main', timeoutMs: 60_000 })`; each may be left out.",
  ]);
}

function problemOf(id: unknown, options: OnPaymentMetadata): string | null {
  const { account, timeoutMs }: Partial<Record<keyof OnPaymentMetadata, unknown>> = options;
  const stranger = Object.keys(options).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) return `'${stranger.slice(0, 40)}' is not an option.`;
  if (typeof id !== 'string' || !IDENTITY.test(id)) {
    return `its identity '${String(id)}' must be 1 to 128 letters, digits, or one of _ . : -`;
  }
  if (account !== undefined && (typeof account !== 'string' || account === '')) {
    return 'account must be the name of an account.';
  }
  const isLimit = Number.isInteger(timeoutMs) && (timeoutMs as number) >= 1;
  if (timeoutMs !== undefined && !(isLimit && (timeoutMs as number) <= LONGEST_TIMER_MS)) {
    return 'timeoutMs must be a whole number of milliseconds, from 1 to 24 days.';
  }
  return null;
}
