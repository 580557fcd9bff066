import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { SandboxClaim } from '../../providers/sandbox/sandbox-code.js';
import { checkFaults, type SandboxFaults } from '../../providers/sandbox/sandbox-fault.js';
import { isObject } from '../../web/given.options.js';

/** What goes wrong at all three services, and what is true of them. Shares are from 0 (never) to 1 (always). */
export interface SandboxSettings extends SandboxFaults {
  /** Whether PAID is told each time, or once and then "already claimed" (409, APIKHQR only). @default 'repeat' */
  readonly claim?: SandboxClaim;
  /** Requests a day that the Bakong Open API grants a token; null for no limit. The bank's free tier has 100. @default null */
  readonly dailyQuota?: number | null;
  /** Chance that repeats: the same requests in the same order meet the same faults. @default other faults each time */
  readonly seed?: number | null;
}

const SHARES = ['lostAnswers', 'errors', 'createErrors', 'notSent'] as const;
const KNOWN = [...SHARES, 'rateLimit', 'unauthorized', 'latencyMs', 'claim', 'dailyQuota', 'seed'];

/** Takes anything for settings. @throws KhqrConfigurationError naming everything that is wrong */
export function readSettings(value: unknown): SandboxSettings {
  if (!isObject(value)) throw new KhqrConfigurationError('The faults must be a JSON object.');
  const problems = Object.keys(value)
    .filter((key) => !KNOWN.includes(key))
    .map(
      (key) =>
        `There is no fault ${JSON.stringify(key.slice(0, 40))}; there are ${KNOWN.join(', ')}.`,
    );
  const check = (good: boolean, problem: string): void => {
    if (!good) problems.push(problem);
  };
  for (const field of SHARES) {
    check(['undefined', 'number'].includes(typeof value[field]), `${field} must be a number.`);
  }
  const { rateLimit, unauthorized, latencyMs, claim, dailyQuota, seed } = value;
  check(isRateLimit(rateLimit), 'rateLimit must be { perSecond, retryAfterMs? } or null.');
  check(
    unauthorized === undefined || typeof unauthorized === 'boolean',
    'unauthorized must be true or false.',
  );
  check(isLatency(latencyMs), 'latencyMs must be a number, or [least, most].');
  check(
    claim === undefined || claim === 'repeat' || claim === 'once',
    "claim must be 'repeat' or 'once'.",
  );
  check(isWhole(dailyQuota), 'dailyQuota must be a whole number from 0, or null.');
  check(isWhole(seed), 'seed must be a whole number from 0, or null.');
  if (problems.length > 0) throw new KhqrConfigurationError(problems);
  const settings = value as SandboxSettings;
  checkFaults(settings);
  return settings;
}

/** The part of the settings that befalls requests. */
export function faultsOf(settings: SandboxSettings): SandboxFaults {
  const { lostAnswers, errors, createErrors, notSent, rateLimit, unauthorized, latencyMs } =
    settings;
  return {
    ...(lostAnswers !== undefined && { lostAnswers }),
    ...(errors !== undefined && { errors }),
    ...(createErrors !== undefined && { createErrors }),
    ...(notSent !== undefined && { notSent }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(unauthorized !== undefined && { unauthorized }),
    ...(latencyMs !== undefined && { latencyMs }),
  };
}

function isWhole(value: unknown): boolean {
  return value == null || (Number.isSafeInteger(value) && Number(value) >= 0);
}

function isRateLimit(value: unknown): boolean {
  if (value == null) return true;
  if (!isObject(value)) return false;
  const { perSecond, retryAfterMs, ...rest } = value;
  const times = [perSecond, ...(retryAfterMs === undefined ? [] : [retryAfterMs])];
  return Object.keys(rest).length === 0 && times.every(isDuration);
}

function isLatency(value: unknown): boolean {
  if (value === undefined || isDuration(value)) return true;
  return Array.isArray(value) && value.length === 2 && value.every(isDuration);
}

/** An hour is longer than any client waits. */
function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 3_600_000;
}
