import { deepEqual, equal, ok } from 'node:assert/strict';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ContractCheck } from './contract-world.js';

/** Every field has a value, and none an easy one. */
const FULL: Partial<PaymentRecord> = {
  account: 'ហាង ភ្នំពេញ / main',
  provider: 'apikhqr',
  reference: `"ការបញ្ជាទិញ" '1' 😀 %_\\`.padEnd(128, 'ក'),
  attempt: 7,
  amountMinor: 999_999_999_999,
  currency: 'USD',
  qrString: '0002010102122918'.repeat(32),
  qrImageUrl: 'https://pay.example/qr?md5=1&size=2',
  qrStandUrl: 'https://pay.example/stand',
  billNumber: 'B-0001',
  providerRef: '0123456789'.repeat(6),
  note: 'កាហ្វេ ☕ — line 1\nline 2\ttab',
  metadata: {
    cart: [{ sku: 'ក-1', count: 2, price: 2.5, gift: false, from: null }],
    'a key "with" quotes': { deep: { deeper: ['', 0, -1.5, 1e21, true] } },
    empty: {},
  },
  payee: { bakongId: 'shop@bank', merchantName: 'ហាង' },
  paidAt: 1_800_000_000_123,
  late: true,
  recovered: true,
  reviewReason: 'amount',
  receipt: { hash: 'ab'.repeat(32), payerAccount: 'payer@bank' },
  cancelled: true,
  replaced: true,
  expiryRaised: true,
  unresolvedRaised: true,
  leaseOwner: 'host:1:abc',
  leaseUntil: 1_800_000_000_456,
  epoch: 41,
  inDoubt: true,
  unpaidAt: 1_800_000_000_789,
  strikes: 2,
  watchedUntil: 1_800_000_000_999,
};

export const rowChecks: readonly ContractCheck[] = [
  {
    name: 'rows: a record comes back as it was written, as plain values',
    async check(world) {
      const full = await world.add(FULL);
      const bare = await world.add({
        status: 'CREATING',
        md5: null,
        qrString: null,
        dueAt: null,
        currency: 'KHR',
        amountMinor: 1,
      });
      for (const record of [full, bare]) {
        deepEqual(await world.store.find({ id: record.id }), record);
        deepEqual(await world.store.attempts(record), [record]);
        const { account, reference } = record;
        deepEqual(await world.store.find({ account, reference }), record);
      }
      deepEqual(await world.store.find({ md5: String(full.md5) }), full);
    },
  },
  {
    name: 'rows: a changed record replaces the old one, whole',
    async check(world) {
      const before = await world.add(FULL);
      const after: PaymentRecord = {
        ...(await world.payment()),
        id: before.id,
        account: before.account,
        provider: before.provider,
        reference: before.reference,
        attempt: before.attempt,
      };
      await world.write(after);
      deepEqual(await world.store.attempts(before), [after]);
      equal(await world.store.find({ md5: String(before.md5) }), null);
      deepEqual(await world.store.find({ md5: String(after.md5) }), after);
    },
  },
  {
    name: 'rows: what callers do to their objects does not reach the store',
    async check(world) {
      const item = { sku: 'a' };
      const record = await world.payment({
        metadata: { items: [item] },
        receipt: { hash: 'ab' },
        payee: { bakongId: 'shop@bank', merchantName: 'Shop' },
      });
      const expected = JSON.parse(JSON.stringify(record)) as PaymentRecord;
      await world.write(record);
      spoil(record);
      item.sku = 'b';
      const found = await world.read(record.id);
      deepEqual(found, expected);
      spoil(found);
      const seen = await world.store.decide(record, ([attempt]) => {
        if (attempt) spoil(attempt);
        return { writes: [], events: [], result: attempt };
      });
      ok(seen);
      deepEqual(await world.read(record.id), expected);
    },
  },
  {
    name: 'rows: by reference the PAID attempt is found, else the newest',
    async check(world) {
      const shared = { reference: 'order-1' };
      await world.add({ ...shared, attempt: 2, status: 'EXPIRED' });
      await world.add({ ...shared, attempt: 10, status: 'CANCELLED' });
      const first = await world.add({ ...shared, attempt: 1, status: 'EXPIRED' });
      const key = { account: first.account, reference: first.reference };
      const attempts = await world.store.attempts(key);
      deepEqual(
        attempts.map(({ attempt }) => attempt),
        [1, 2, 10],
      );
      equal((await world.store.find(key))?.attempt, 10);
      await world.write({ ...first, status: 'PAID' });
      equal((await world.store.find(key))?.attempt, 1);
    },
  },
  {
    name: 'rows: what is not there is null, and references never mix',
    async check(world) {
      const keys = [
        { account: 'a', reference: 'b:c' },
        { account: 'a:b', reference: 'c' },
        { account: 'a', reference: 'B:C' },
        { account: 'a', reference: 'b:c ' },
        { account: 'A', reference: 'b:c' },
      ];
      for (const key of keys) equal((await world.add(key)).attempt, 1);
      for (const key of keys) {
        const attempts = await world.store.attempts(key);
        deepEqual(
          attempts.map(({ account, reference }) => ({ account, reference })),
          [key],
        );
      }
      equal(await world.store.find({ id: 'nobody' }), null);
      equal(await world.store.find({ md5: '0'.repeat(32) }), null);
      equal(await world.store.find({ account: 'a', reference: 'b' }), null);
      deepEqual(await world.store.attempts({ account: 'b', reference: 'c' }), []);
    },
  },
];

/** Changes what can be changed; a store may hand out frozen objects instead. */
function spoil(record: PaymentRecord): void {
  for (const change of [
    () => Object.assign(record, { status: 'PAID', epoch: 99 }),
    () => Object.assign(record.metadata, { items: [] }),
    () => Object.assign(record.receipt ?? {}, { hash: 'cd' }),
    () => Object.assign(record.payee ?? {}, { bakongId: 'thief@bank' }),
  ]) {
    try {
      change();
    } catch {
      // Frozen: as good.
    }
  }
}
