import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { ProviderFailure } from '../provider-failure.js';

/** What goes wrong between a shop and the bank, request by request. Shares are from 0 (never) to 1 (always). */
export interface SandboxFaults {
  /** The request takes effect and its answer is lost. @default 0 */
  readonly lostAnswers?: number;
  /** Answered 500 before it takes effect, which the caller cannot know. @default 0 */
  readonly errors?: number;
  /** The same for creates alone. @default as `errors` */
  readonly createErrors?: number;
  /** Never reaches the bank, and the caller knows. @default 0 */
  readonly notSent?: number;
  /** 429 above so many requests within a second. @default no limit */
  readonly rateLimit?: {
    readonly perSecond: number;
    /** Told to the caller, milliseconds. @default not told */
    readonly retryAfterMs?: number;
  } | null;
  /** Every request is answered 401. @default false */
  readonly unauthorized?: boolean;
  /** How long an answer takes, milliseconds, or the least and the most. The request takes effect half-way. @default 0 */
  readonly latencyMs?: number | readonly [min: number, max: number];
}

const FAILURES = {
  lost: { kind: 'in-doubt', message: 'The answer was lost.' },
  error: { kind: 'in-doubt', message: 'The bank failed (500).', status: 500 },
  'not-sent': { kind: 'not-sent', message: 'The bank cannot be reached.' },
  'rate-limited': {
    kind: 'lane',
    reason: 'rate-limited',
    message: 'Too many requests (429).',
    status: 429,
  },
  unauthorized: {
    kind: 'lane',
    reason: 'stopped',
    message: 'The key is refused (401).',
    status: 401,
  },
  quota: { kind: 'lane', reason: 'quota', message: 'Daily request limit exceeded.', status: 200 },
  refused: { kind: 'payment', message: 'Invalid parameters (400).', status: 400 },
} as const satisfies Record<string, ProviderFailure>;

/** `lost` takes effect; the others do not. */
export type SandboxFailure = keyof typeof FAILURES;

/** What befalls one request. */
export interface SandboxVerdict {
  /** The request takes effect all the same. */
  readonly lost: boolean;
  readonly failure: ProviderFailure;
}

export function verdict(failure: SandboxFailure | ProviderFailure): SandboxVerdict {
  if (typeof failure !== 'string') return { lost: false, failure };
  return { lost: failure === 'lost', failure: FAILURES[failure] };
}

/** @throws KhqrConfigurationError naming every field that cannot be used. */
export function checkFaults(faults: SandboxFaults): SandboxFaults {
  const problems: string[] = [];
  for (const field of ['lostAnswers', 'errors', 'createErrors', 'notSent'] as const) {
    const share = faults[field] ?? 0;
    if (!(share >= 0 && share <= 1)) {
      problems.push(`faults.${field} must be from 0 to 1, got ${share}.`);
    }
  }
  const [min, max] = latencyRange(faults);
  if (!(min >= 0 && max >= min && max < Infinity)) {
    problems.push(`faults.latencyMs must be 0 or more, or [least, most], got ${min} to ${max}.`);
  }
  const { perSecond = 1 } = faults.rateLimit ?? {};
  if (!(perSecond > 0)) {
    problems.push(`faults.rateLimit.perSecond must be more than 0, got ${perSecond}.`);
  }
  if (problems.length > 0) throw new KhqrConfigurationError(problems);
  return faults;
}

export function latencyRange({
  latencyMs = 0,
}: SandboxFaults): readonly [min: number, max: number] {
  return typeof latencyMs === 'number' ? [latencyMs, latencyMs] : latencyMs;
}
