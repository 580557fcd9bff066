import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrRandom } from '../../clock/khqr-random.js';
import type { SandboxBank } from './sandbox.bank.js';

export interface BakongStandInOptions {
  readonly bank: SandboxBank;
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  /** Requests a day of each token; null for no limit. @default 100 */
  readonly dailyQuota?: number | null;
  /** The address that tokens are registered with. @default 'shop@example.com' */
  readonly email?: string;
}

/** What the API does today, apart from the bank's own faults. May be changed at any time. */
export interface BakongMoods {
  /** Every answer is a bare 403 page, as to an address abroad. @default false */
  geoBlocked: boolean;
  /** The list call alone is a bare 403 page, as seen in production. @default false */
  listRefused: boolean;
  /** Every answer is a page of a proxy with status 200. @default false */
  html: boolean;
}

/** A request, whoever carries it. Names of headers in lower case. */
export interface BakongRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface BakongResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface BakongStats {
  /** Every request that arrived, by path, refused ones too. */
  readonly byPath: ReadonlyMap<string, number>;
  /** The most requests that one token has sent on one day in Phnom Penh. */
  readonly busiestDay: number;
}
