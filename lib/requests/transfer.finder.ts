import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { parseCurrency, parseMoney } from '../payment/money.js';
import type { Transfer, TransferQuery } from '../payment/transfer.js';
import type { AccountRegistry } from '../providers/account-registry.js';
import type { KhqrProvider } from '../providers/khqr-provider.port.js';
import { callOnLane, type LaneCallParts } from './lane.call.js';
import { refusedTurn } from './refused-turn.js';

/** As a create does: a person waits, so it is seconds at most, milliseconds. */
const MAX_WAIT_MS = 5000;

/** Looks transfers up at the bank, within the account's rate and the day's requests. */
export class TransferFinder {
  constructor(
    private readonly accounts: Pick<AccountRegistry, 'get'>,
    private readonly parts: LaneCallParts,
  ) {}

  async find(accountName: string, query: TransferQuery): Promise<Transfer | null> {
    const { gate, clock } = this.parts;
    const account = await this.accounts.get(accountName);
    const { name, provider, policy } = account;
    const where = { provider: provider.name, account: name };
    if (!canFind(provider)) {
      const problem = `${provider.name} cannot look transfers up; bakong can.`;
      throw new KhqrRequestError(problem, where);
    }
    const checked = checkQuery(query);
    const until = clock.monotonic() + MAX_WAIT_MS;
    for (;;) {
      const { granted, at, mode, retryInMs } = await gate.take(provider.lane, policy, 'check', 1);
      if (granted > 0) {
        return callOnLane(this.parts, account, at, () => provider.findTransfer(checked));
      }
      if (clock.monotonic() + retryInMs > until) throw refusedTurn(where, { mode, retryInMs });
      await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.ceil(retryInMs)));
    }
  }
}

type Finder = KhqrProvider & Required<Pick<KhqrProvider, 'findTransfer'>>;

function canFind(provider: KhqrProvider): provider is Finder {
  return provider.findTransfer !== undefined;
}

/** Whatever the types say, a controller may hand in what it was sent. */
function checkQuery(query: TransferQuery): TransferQuery {
  const given: Readonly<Record<string, unknown>> = { ...query };
  if (given['hash'] !== undefined) return { hash: digits(given['hash'], 'hash', 64) };
  const shortHash = digits(given['shortHash'], 'shortHash', 8);
  const currency = parseCurrency(given['currency']);
  const { amount } = given;
  parseMoney(amount, currency);
  return { shortHash, amount: typeof amount === 'number' ? amount : String(amount), currency };
}

function digits(value: unknown, field: string, length: number): string {
  if (typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value)) {
    return value.toLowerCase();
  }
  throw new KhqrRequestError(`${field} must be ${length} hex digits.`, { field });
}
