import type { Decision } from '../../payment/decision.js';
import type { EventRecord } from '../../payment/payment-event.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { Change } from '../change-feed.port.js';
import type { ReferenceKey } from '../payment-rows.port.js';
import { clash, conflict } from './conflicts.js';
import { eventRow } from './event.codec.js';
import { toHistoryRow } from './history.codec.js';
import { toPaymentRow, toPollRow } from './payment.codec.js';
import type { Row } from './row.codec.js';

/** The rows of a decision; what is there already as it should be is left out. */
export interface DecisionPlan {
  readonly payments: readonly Row[];
  /** Ids of those payments that are there already and keep what they are found by, so that no index changes. */
  readonly steady: ReadonlySet<string>;
  readonly polls: readonly Row[];
  readonly history: readonly Row[];
  readonly events: readonly Row[];
  /** What the change feed is told after the commit. */
  readonly changes: readonly Change[];
}

/**
 * @throws KhqrConflictError where two attempts of this reference would have one number or one md5; what other references
 * have is left to the database's own keys.
 */
export function planDecision<T>(
  key: ReferenceKey,
  attempts: readonly PaymentRecord[],
  { writes, events, transitions = [] }: Decision<T>,
  now: number,
): DecisionPlan {
  const before = new Map(attempts.map((record) => [record.id, record]));
  const written = new Map(writes.map((record) => [record.id, record]));
  const after = [...new Map([...before, ...written]).values()];
  for (const record of written.values()) {
    if (record.account !== key.account || record.reference !== key.reference) {
      throw conflict(`Payment ${record.id} is not of reference '${key.reference}'.`, record);
    }
    const known = before.get(record.id);
    for (const other of known ? [known, ...after] : after) {
      const problem = clash(record, other);
      if (problem) throw conflict(problem, other);
    }
  }
  const fresh = (toRow: (record: PaymentRecord) => Row): readonly Row[] =>
    [...written.values()].flatMap((record) => {
      const row = toRow(record);
      const known = before.get(record.id);
      return known && sameRow(row, toRow(known)) ? [] : [row];
    });
  return {
    payments: fresh(toPaymentRow),
    steady: new Set(
      attempts.flatMap(({ id, md5, createdAt }) => {
        const record = written.get(id);
        return record?.md5 === md5 && record.createdAt === createdAt ? [id] : [];
      }),
    ),
    polls: fresh(toPollRow),
    history: transitions.map((line) => toHistoryRow(line, now)),
    events: events.map((event) => eventRow.encode(event)),
    changes: changesOf(writes, events),
  };
}

export function isEmpty({ payments, polls, history, events }: DecisionPlan): boolean {
  return payments.length + polls.length + history.length + events.length === 0;
}

/** One for each payment; it has events if any step of it has. */
function changesOf(
  writes: readonly PaymentRecord[],
  events: readonly EventRecord[],
): readonly Change[] {
  const told = new Map<string | null, Change>();
  for (const { id } of writes) told.set(id, { paymentId: id, hasEvents: false });
  for (const { paymentId } of events) told.set(paymentId, { paymentId, hasEvents: true });
  return [...told.values()];
}

function sameRow(a: Row, b: Row): boolean {
  return Object.keys(a).every(
    (name) =>
      a[name] === b[name] ||
      (typeof a[name] === 'object' && JSON.stringify(a[name]) === JSON.stringify(b[name])),
  );
}
