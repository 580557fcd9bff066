import { LONGEST_TIMER_MS } from '../../clock/longest-timer.js';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrRandom } from '../../clock/khqr-random.js';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Payee } from '../../payment/payment.js';
import type { SandboxBook, SandboxClaim } from './sandbox-code.js';
import type { SandboxFaults } from './sandbox-fault.js';

export interface SandboxBankOptions {
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  /** @default 'repeat' */
  readonly claim?: SandboxClaim;
  /** Every code is paid so many milliseconds after it was made, unless it has ended by then. @default never */
  readonly autoPayMs?: number;
  /** Milliseconds that a code lives. @default 300000 (5 minutes, as the providers' documents say) */
  readonly expiresInMs?: number;
  /** Who is paid where an order does not say. @default { bakongId: 'shop@sandbox', merchantName: 'Sandbox Shop' } */
  readonly payee?: Payee;
  /** Milliseconds after which codes and transfers are forgotten. @default 8 days: a payment is asked about for 7 days after its end */
  readonly keepMs?: number;
  /** @default none */
  readonly faults?: SandboxFaults;
  /** @default nothing outlives the process */
  readonly book?: SandboxBook;
}

/** 5 minutes, as both providers' documents say. */
export const SANDBOX_EXPIRES_IN_MS = 300_000;

const KEEP_MS = 8 * 24 * 60 * 60 * 1000;
const PAYEE: Payee = { bakongId: 'shop@sandbox', merchantName: 'Sandbox Shop' };

/** Fills in the defaults. @throws KhqrConfigurationError naming each option that cannot be used */
export function bankOptions(given: SandboxBankOptions) {
  const options = {
    claim: given.claim ?? 'repeat',
    autoPayMs: given.autoPayMs,
    expiresInMs: given.expiresInMs ?? SANDBOX_EXPIRES_IN_MS,
    payee: given.payee ?? PAYEE,
    keepMs: given.keepMs ?? KEEP_MS,
    faults: given.faults ?? {},
    book: given.book ?? null,
  };
  const problems = (['autoPayMs', 'expiresInMs', 'keepMs'] as const).flatMap((field) => {
    const value = options[field] ?? 0;
    if (value >= 0 && value <= LONGEST_TIMER_MS) return [];
    return `${field} must be from 0 to ${LONGEST_TIMER_MS} milliseconds, got ${value}.`;
  });
  if (problems.length > 0) throw new KhqrConfigurationError(problems);
  return options;
}
