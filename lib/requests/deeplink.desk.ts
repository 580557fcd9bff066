import { BoundedMap } from '../collections/bounded.map.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { Account } from '../providers/account-registry.js';
import { toRequest } from '../tracker/payment.checker.js';
import { whereOf } from './code.maker.js';
import { callOnLane, type LaneCallParts } from './lane.call.js';
import { refusedTurn } from './refused-turn.js';

/** So many links are kept; a code is shown to one customer for minutes. */
const MOST = 1000;
/** A link that the provider did not make is not asked for again for so long, milliseconds. */
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

  constructor(private readonly parts: LaneCallParts) {}

  /** @throws KhqrError, named after what the caller can do */
  get(account: Account, record: PaymentRecord): Promise<string> {
    const { clock } = this.parts;
    const known = this.kept.get(record.id);
    if (known && clock.monotonic() < known.until) return known.link;
    let asked = false;
    const link = this.make(account, record, () => {
      asked = true;
    });
    this.kept.set(record.id, { link, until: Infinity });
    link.catch(() => {
      this.kept.set(record.id, { link, until: clock.monotonic() + (asked ? FAILED_MS : 0) });
    });
    return link;
  }

  private async make(account: Account, record: PaymentRecord, ask: () => void): Promise<string> {
    const { provider, policy } = account;
    const { name, lane } = provider;
    if (!provider.getDeeplink || name !== record.provider) {
      const where = { provider: record.provider, account: record.account };
      throw new KhqrRequestError(`${record.provider} offers no deeplink.`, where);
    }
    if (record.md5 === null) {
      throw new KhqrRequestError('The payment has no code.', { account: record.account });
    }
    const { granted, at, mode, retryInMs } = await this.parts.gate.take(lane, policy, 'check', 1);
    if (granted === 0) throw refusedTurn(whereOf(account), { mode, retryInMs });
    ask();
    // Bound to the provider: one of an application's own may use `this`.
    const request = toRequest({ record });
    return callOnLane(this.parts, account, at, async () => provider.getDeeplink?.(request) ?? '');
  }
}
