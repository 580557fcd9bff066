import { describe, expect, it } from '@jest/globals';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { KhqrRequestError } from '../../lib/errors/khqr-request.error.js';
import { rejection } from '../support/caught.js';
import { openShop } from '../support/shop.js';

/** What a controller may hand in, whatever the types say. */
const wrong = (value: unknown): never => value as never;

async function paidShop() {
  const shop = await openShop({});
  const operations = shop.app.get(KhqrOperations);
  const payments = [];
  for (const reference of ['a-1', 'a-2', '=cmd,"x"']) {
    payments.push(await shop.khqr.createPayment({ reference, amount: '5.00', currency: 'USD' }));
    await shop.clock.advance(10);
  }
  return { ...shop, operations, payments };
}

describe('operations', () => {
  it('lists newest first, by pages and by what is asked', async () => {
    const { app, operations, bank, payments, settled } = await paidShop();
    const first = await operations.listPayments({ limit: 2 });
    expect(first.payments.map(({ reference }) => reference)).toEqual(['=cmd,"x"', 'a-2']);
    const second = await operations.listPayments({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ payments: [{ reference: 'a-1' }], nextCursor: null });
    bank.pay(payments[0]?.md5 ?? '');
    await settled();
    const paid = await operations.listPayments({ status: 'PAID' });
    expect(paid.payments.map(({ reference }) => reference)).toEqual(['a-1']);
    await expect(operations.listPayments({ cursor: 'nonsense' })).rejects.toMatchObject({
      field: 'cursor',
    });
    await expect(operations.listPayments({ limit: 0 })).rejects.toMatchObject({ field: 'limit' });
    await app.close();
  });

  it.each<[string, (operations: KhqrOperations) => Promise<unknown>, string]>([
    ['a day as text', (to) => to.listPayments({ paidFrom: wrong('2026-01-01') }), 'paidFrom'],
    ['a date that is none', (to) => to.listPayments({ paidTo: new Date(NaN) }), 'paidTo'],
    ['a filter that is null', (to) => to.listPayments(wrong(null)), 'filter'],
    ['a status that is none', (to) => to.listPayments({ status: wrong('PAYED') }), 'status'],
    ['a time to prune to as text', (to) => to.prune(wrong('2026-01-01')), 'before'],
    ['no time to prune to', (to) => to.prune(wrong(undefined)), 'before'],
    ['statuses that are none', (to) => to.prune(new Date(), [wrong('OLD')]), 'statuses'],
    ['nothing to send again', (to) => to.redeliver(wrong(undefined)), 'options'],
    ['no resolution', (to) => to.resolveReview('x', wrong(undefined)), 'resolution'],
    ['no refund', (to) => to.recordRefund('x', wrong(undefined)), 'refund'],
    ['a refund of nobody', (to) => to.recordRefund('x', wrong({ amount: 1 })), 'by'],
    ['a day that is none', (to) => to.exportPayments({ day: '2026-02-30' }), 'day'],
  ])('refuses %s by its field', async (_what, call, field) => {
    const { app } = await openShop({});
    const error = await rejection(call(app.get(KhqrOperations)));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field });
    await app.close();
  });

  it('keeps every transition with its reason', async () => {
    const { app, operations, bank, payments, settled } = await paidShop();
    const id = payments[0]?.id ?? '';
    bank.pay(payments[0]?.md5 ?? '', { amount: '4.00' });
    await settled();
    await operations.resolveReview(id, { as: 'paid', by: 'Sok', reason: 'a coupon' });
    const history = await operations.getHistory(id);
    expect(history.map(({ to, reason }) => `${to} ${reason}`)).toEqual([
      'PENDING created',
      'REVIEW amount',
      'PAID resolved',
    ]);
    expect(history[2]?.details).toEqual({ by: 'Sok', reason: 'a coupon' });
    await app.close();
  });

  it('records refunds up to what was paid', async () => {
    const { app, operations, bank, payments, settled } = await paidShop();
    const id = payments[0]?.id ?? '';
    await expect(operations.recordRefund(id, { amount: 1, by: 'Sok' })).rejects.toMatchObject({
      code: 'KHQR_CONFLICT',
    });
    bank.pay(payments[0]?.md5 ?? '');
    await settled();
    await operations.recordRefund(id, { amount: '3.00', by: 'Sok' });
    await operations.recordRefund(id, { amount: '2.00', by: 'Sok' });
    await expect(operations.recordRefund(id, { amount: '0.01', by: 'Sok' })).rejects.toMatchObject({
      field: 'amount',
    });
    expect(
      (await operations.getHistory(id)).filter(({ reason }) => reason === 'refund'),
    ).toHaveLength(2);
    await app.close();
  });

  it('exports a day of Phnom Penh as CSV that a spreadsheet does not run', async () => {
    const { app, operations, bank, payments, settled } = await paidShop();
    for (const { md5 } of payments) bank.pay(md5);
    await settled();
    const csv = await operations.exportPayments({ day: '2026-01-01' });
    const lines = csv.trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^paid_at,account,reference/);
    expect(lines[1]).toContain(`,"'=cmd,""x""",`);
    expect(lines[1]).toMatch(/^2026-01-01T07:00:\d\d\.\d{3}\+07:00,default,/);
    expect(
      (await operations.exportPayments({ day: '2025-12-31' })).trimEnd().split('\r\n'),
    ).toHaveLength(1);
    await expect(operations.exportPayments({ day: '2026-02-30' })).rejects.toMatchObject({
      field: 'day',
    });
    await app.close();
  });

  it('prunes what ended unpaid, spares PAID, and forgets on request', async () => {
    const { app, khqr, operations, bank, payments, settled, clock } = await paidShop();
    bank.pay(payments[0]?.md5 ?? '');
    await settled();
    await clock.advance(3_600_000);
    const before = new Date(clock.now());
    expect(await operations.prune(before)).toBe(2);
    expect(await khqr.getPayment({ reference: 'a-2' })).toBeNull();
    expect(await khqr.getPayment({ reference: 'a-1' })).toMatchObject({ status: 'PAID' });
    expect(await operations.forget('a-1')).toBe(1);
    expect(await khqr.getPayment({ md5: payments[0]?.md5 ?? '' })).toBeNull();
    expect(await operations.getHistory(payments[0]?.id ?? '')).toEqual([]);
    await app.close();
  });

  it('counts what needs a person', async () => {
    const { app, operations, bank, payments, settled } = await paidShop();
    bank.pay(payments[0]?.md5 ?? '', { amount: '4.00' });
    await settled();
    const stats = await operations.stats();
    expect(stats).toMatchObject({ reviews: 1, tracker: { running: true, pending: 2 } });
    await app.close();
  });
});
