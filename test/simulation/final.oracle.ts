import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import type { SandboxCode, SandboxTransfer } from '../../lib/providers/sandbox/sandbox-code.js';
import type { DeliveryView } from '../../lib/stores/delivery-queue.port.js';
import { HANDLERS } from './fulfilment.js';
import type { World } from './world.js';

/** The last look for late money is so long after a code's end; what is paid a little before that is seen. */
const LAST_LOOK_MS = 29 * 60 * 1000;
const ALL = 100_000;

/** Holds what the store says against the bank's books, when all is over. */
export class FinalOracle {
  constructor(private readonly world: World) {}

  /** The money, before a person has looked at what is for a person. */
  async judgeMoney(): Promise<void> {
    const { store, bank } = this.world;
    const { records } = await store.list({}, ALL, null);
    const byMd5 = new Map(records.map((record) => [record.md5, record]));
    for (const code of bank.list()) {
      if (code.transfer) this.judgeTransfer(code, code.transfer, byMd5.get(code.md5));
    }
  }

  /** Everything else, when all is over. */
  async judge(): Promise<void> {
    const { store, bank, auditors } = this.world;
    const { records } = await store.list({}, ALL, null);
    for (const record of records) this.judgeRecord(record, bank.find(record.md5 ?? ''));
    this.judgeDeliveries(records, await store.listDeliveries({}, ALL));
    auditors.rates.finish();
    await this.judgeQuiet(records);
  }

  private judgeTransfer(
    code: SandboxCode,
    transfer: SandboxTransfer,
    record: PaymentRecord | undefined,
  ): void {
    const { violations, auditors } = this.world;
    const { md5 } = code;
    const name = `${code.reference ?? ''} ${md5}`;
    if (!record) {
      violations.add('lost-money', `${name} is paid and the store knows nothing of it`);
      return;
    }
    const said = `${name} is paid and ${record.status} ${record.reviewReason ?? ''}`;
    switch (record.status) {
      case 'PAID':
        this.judgePaid(said, code, transfer, record);
        return;
      case 'REVIEW':
      case 'REJECTED':
        violations.check(
          this.mayBeReviewed(record, code, transfer),
          'lost-money',
          () => `${said} for no reason`,
        );
        return;
      default: {
        const asked = auditors.money.lastAskedMs(md5);
        const paidMs = transfer.paidAt - this.world.scenario.startAt;
        const { account, storeSkewMs } = this.world.scenario;
        const quota = account.requestsPerDay !== null;
        // A store whose clock is ahead ends an adopted code early, and its last look comes as early.
        const ended = account.expiry === 'ours' ? record.expiresAt - storeSkewMs : code.expiresAt;
        const late = transfer.paidAt > Math.min(code.expiresAt, ended) + LAST_LOOK_MS;
        const unseen = asked === null || asked < paidMs;
        violations.check(unseen && (late || quota), 'lost-money', () => said);
      }
    }
  }

  private judgePaid(
    said: string,
    code: SandboxCode,
    transfer: SandboxTransfer,
    record: PaymentRecord,
  ): void {
    const { violations, auditors } = this.world;
    if (fits(code, transfer) || auditors.transitions.resolved.has(record.id)) return;
    // "Claimed already" says nothing of an amount.
    const blind = this.world.scenario.claim === 'once' && record.receipt === null;
    violations.check(blind, 'wrong-goods', () => said);
  }

  private mayBeReviewed(
    record: PaymentRecord,
    code: SandboxCode,
    transfer: SandboxTransfer,
  ): boolean {
    const { leases, money } = this.world.auditors;
    if (!fits(code, transfer)) return true;
    switch (record.reviewReason) {
      case 'claimed':
        // A check that outlived its lease may claim unseen; where its answer was kept, it is PAID all the same.
        return leases.hasStrayed(code.md5) && !money.wasKept(code.md5);
      case 'cancelled':
        return record.cancelled;
      case 'replaced':
      case 'refused':
        return true;
      default:
        return false;
    }
  }

  private judgeRecord(record: PaymentRecord, code: SandboxCode | null): void {
    const { violations, auditors } = this.world;
    const said = `${record.reference} ${record.id} is ${record.status}`;
    const goods = record.status === 'PAID' && !auditors.transitions.resolved.has(record.id);
    violations.check(
      !goods || code?.transfer != null,
      'wrong-goods',
      () => `${said}, but nobody has paid it`,
    );
    const lasting = record.status !== 'CREATING' && record.status !== 'PENDING';
    violations.check(lasting, 'not-quiet', () => said);
    // What the bank refuses to speak of stays in doubt, for whoever asks again.
    const settled = !record.inDoubt || record.reviewReason === 'refused';
    violations.check(settled, 'not-quiet', () => `${said} and in doubt`);
    violations.check(record.dueAt === null, 'not-quiet', () => `${said} and still asked about`);
  }

  private judgeDeliveries(
    records: readonly PaymentRecord[],
    deliveries: readonly DeliveryView[],
  ): void {
    const { violations, auditors } = this.world;
    const known = new Map(deliveries.map((view) => [view.delivery.id, view.delivery]));
    for (const event of auditors.transitions.events.values()) {
      for (const [handlerId, types] of HANDLERS) {
        if (!types.includes(event.type)) continue;
        const id = `${event.id}:${handlerId}`;
        const delivery = known.get(id);
        const ended =
          delivery?.status === 'done' ||
          delivery?.status === 'superseded' ||
          delivery?.status === 'dead';
        const text = (): string => `${id} is ${delivery?.status ?? 'not there'}`;
        violations.check(ended, 'unhandled', text);
        const superseded = delivery?.status === 'superseded';
        violations.check(!superseded || mayBeSuperseded(event.type), 'unhandled', text);
        const done = delivery?.status === 'done';
        violations.check(
          !done || auditors.deliveries.effects.get(id) === 1,
          'effect',
          () => `${id} is done without its effect`,
        );
      }
    }
    this.judgeOrders(records, known);
  }

  /** Each paid order leads to one effect of each Paid handler, or to a dead letter, whatever events there are. */
  private judgeOrders(
    records: readonly PaymentRecord[],
    known: ReadonlyMap<string, DeliveryView['delivery']>,
  ): void {
    const { violations, auditors } = this.world;
    const paid = new Map<string, string[]>();
    for (const { id, reference, status } of records) {
      if (status === 'PAID') paid.set(reference, [...(paid.get(reference) ?? []), id]);
    }
    for (const [reference, ids] of paid) {
      for (const [handlerId, types] of HANDLERS) {
        if (!types.includes('khqr.payment.paid')) continue;
        const keys = ids.map((id) => `${id}.paid:${handlerId}`);
        const effects = keys.filter((key) => auditors.deliveries.effects.has(key)).length;
        const dead = keys.filter((key) => known.get(key)?.status === 'dead').length;
        const said = (): string => `${reference} is PAID: ${effects} effects of ${handlerId}`;
        violations.check(effects + dead > 0, 'unhandled', said);
        violations.check(effects <= 1, 'effect', said);
      }
    }
  }

  private async judgeQuiet(records: readonly PaymentRecord[]): Promise<void> {
    const { violations, store, auditors, fleet, scenario } = this.world;
    const counts = await store.deliveryCounts();
    const { waiting, running } = counts;
    violations.check(
      waiting + running === 0,
      'not-quiet',
      () => `deliveries: ${JSON.stringify(counts)}`,
    );
    violations.check(auditors.leases.underWay === 0, 'not-quiet', () => 'checks are under way');
    violations.check(
      records.length >= 20,
      'not-quiet',
      () => `only ${records.length} payments were made`,
    );
    violations.check(
      fleet.processes.length === scenario.replicas,
      'not-quiet',
      () => 'a process is missing',
    );
    for (const process of fleet.processes) {
      // One for each loop.
      violations.check(
        process.timers === 2,
        'not-quiet',
        () => `${process.name} has ${process.timers} timers`,
      );
    }
  }
}

function fits(code: SandboxCode, { amountMinor, currency, toAccount }: SandboxTransfer): boolean {
  return (
    amountMinor === code.amountMinor &&
    currency === code.currency &&
    toAccount === code.payee.bakongId
  );
}

function mayBeSuperseded(type: string): boolean {
  return type === 'khqr.payment.expired' || type === 'khqr.payment.cancelled';
}
