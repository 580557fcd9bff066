import type { KhqrClock } from '../clock/khqr-clock.js';
import { BoundedMap } from '../collections/bounded.map.js';
import type { KhqrRateLimitError } from '../errors/khqr-rate-limit.error.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { isKhqrError } from '../errors/is-khqr-error.js';
import { messageOf } from '../errors/message-of.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { Account } from '../providers/account-registry.js';
import type { ProviderFailure } from '../providers/provider-failure.js';
import type { LaneGate } from '../tracker/lane.gate.js';
import { toRequest } from '../tracker/payment.checker.js';
import { whereOf } from './code.maker.js';
import { refusedTurn } from './refused-turn.js';

/** So many links are kept; a code is shown to one customer for minutes. */
const MOST = 1000;
/** A link that could not be made is not tried again for so long, milliseconds. */
const FAILED_MS = 60_000;

interface Kept {
  readonly link: Promise<string>;
  /** On the monotonic clock. */
  readonly until: number;
}

/** Links into banking apps: one request for each code, counted as any other, also when a page is loaded again. */
export class DeeplinkDesk {
  /** By payment. */
  private readonly kept = new BoundedMap<Kept>(MOST);

  constructor(
    private readonly gate: LaneGate,
    private readonly clock: KhqrClock,
    /** The provider refuses the account's credential. */
    private readonly laneStopped: (account: Account, message: string) => void,
  ) {}

  /** @throws KhqrError, named after what the caller can do */
  get(account: Account, record: PaymentRecord): Promise<string> {
    const known = this.kept.get(record.id);
    if (known && this.clock.monotonic() < known.until) return known.link;
    const link = this.make(account, record);
    this.kept.set(record.id, { link, until: Infinity });
    link.catch(() => {
      this.kept.set(record.id, { link, until: this.clock.monotonic() + FAILED_MS });
    });
    return link;
  }

  private async make(account: Account, record: PaymentRecord): Promise<string> {
    const { provider, policy } = account;
    const { name, lane } = provider;
    if (!provider.getDeeplink || name !== record.provider) {
      const where = { provider: record.provider, account: record.account };
      throw new KhqrRequestError(`${record.provider} offers no deeplink.`, where);
    }
    if (record.md5 === null) {
      throw new KhqrRequestError('The payment has no code.', { account: record.account });
    }
    const { granted, at, ...refused } = await this.gate.take(lane, policy, 'check', 1);
    if (granted === 0) throw refusedTurn(whereOf(account), refused);
    try {
      const link = await provider.getDeeplink(toRequest({ record }));
      this.gate.good(lane, at);
      return link;
    } catch (error) {
      const stopped = await this.gate.failed(lane, policy, failureOf(error), at);
      if (stopped) this.laneStopped(account, messageOf(error));
      throw error;
    }
  }
}

function failureOf(error: unknown): ProviderFailure {
  const message = messageOf(error);
  if (!isKhqrError(error)) return { kind: 'in-doubt', message };
  switch (error.code) {
    case 'KHQR_RATE_LIMIT': {
      const { retryAfterMs } = error as KhqrRateLimitError;
      return { kind: 'lane', reason: 'rate-limited', message, retryAfterMs };
    }
    case 'KHQR_AUTHENTICATION':
      return { kind: 'lane', reason: 'stopped', message };
    default:
      return { kind: error.retryable ? 'in-doubt' : 'payment', message };
  }
}
