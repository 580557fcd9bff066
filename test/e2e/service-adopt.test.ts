import { describe, expect, it } from '@jest/globals';
import {
  KhqrAlreadyPaidError,
  KhqrConflictError,
  KhqrOperations,
  KhqrRequestError,
  type AdoptPaymentInput,
} from 'nestjs-khqr';
import type { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import { rejection } from '../support/caught.js';
import { openShop } from '../support/shop.js';

const START = Date.UTC(2026, 0, 1);

/** A code that the shop's old loop had made. */
function foreign(bank: SandboxBank, reference: string) {
  const { md5, qrString, expiresAt } = bank.open({ amountMinor: 500, currency: 'USD', reference });
  const input = { reference, md5, qrString, amount: '5.00', currency: 'USD' } as const;
  return { ...input, expiresAt: new Date(expiresAt) };
}

describe('adoptPayment', () => {
  it('takes over a code made elsewhere: no create call, asked about at once, handled like any other', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const code = foreign(bank, 'order-1');
    bank.pay(code.md5);
    const payment = await khqr.adoptPayment({ ...code, note: 'old', metadata: { from: 'loop' } });
    expect(payment).toMatchObject({
      status: 'PENDING',
      attempt: 1,
      md5: code.md5,
      qrString: code.qrString,
      note: 'old',
      metadata: { from: 'loop' },
      expiresAt: code.expiresAt,
    });
    await clock.advance(1_000);
    expect(await khqr.getPayment({ id: payment.id })).toMatchObject({ status: 'PAID' });
    expect(bank.stats()).toMatchObject({ creates: 0, checks: 1 });
    await app.close();
  });

  it('is the same payment for the same md5, however it is written and however often', async () => {
    const { app, khqr, bank, settled } = await openShop({});
    const code = foreign(bank, 'order-1');
    const first = await khqr.adoptPayment(code);
    const calls = Array.from({ length: 20 }, (_, index) =>
      khqr.adoptPayment(index % 2 ? code : { ...code, md5: code.md5.toUpperCase() }),
    );
    for (const payment of await Promise.all(calls)) expect(payment.id).toBe(first.id);
    expect(await khqr.createPayment(code)).toMatchObject({ id: first.id });
    bank.pay(code.md5);
    await settled();
    expect(await khqr.adoptPayment(code)).toMatchObject({ id: first.id, status: 'PAID' });
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('has one payment where 20 calls for one md5 come together', async () => {
    const { app, khqr, bank } = await openShop({});
    const code = foreign(bank, 'order-1');
    const calls = Array.from({ length: 20 }, () => khqr.adoptPayment(code));
    const ids = (await Promise.all(calls)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    await app.close();
  });

  it('is refused for an md5 of another order, with that payment as the shop sees it', async () => {
    const { app, khqr, bank } = await openShop({});
    const code = foreign(bank, 'order-1');
    const first = await khqr.adoptPayment(code);
    const outcomes = await Promise.all(
      ['order-2', 'order-3'].map((reference) =>
        rejection(khqr.adoptPayment({ ...code, reference })),
      ),
    );
    for (const error of outcomes) {
      expect(error).toBeInstanceOf(KhqrConflictError);
      expect(error).toMatchObject({ payment: first });
      expect(error).not.toHaveProperty('payment.leaseUntil');
    }
    expect(await khqr.getPayment({ reference: 'order-2' })).toBeNull();
    await app.close();
  });

  it('is refused for the slower of two orders that come with one md5 at once', async () => {
    const { app, khqr, bank } = await openShop({});
    const code = foreign(bank, 'order-1');
    const calls = ['order-1', 'order-2'].map((reference) =>
      khqr.adoptPayment({ ...code, reference }),
    );
    const ends = await Promise.allSettled(calls);
    const [payment] = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
    const [error] = ends.flatMap((end) =>
      end.status === 'rejected' ? (end.reason as unknown) : [],
    );
    expect(error).toBeInstanceOf(KhqrConflictError);
    expect(error).toMatchObject({ payment });
    expect(error).not.toHaveProperty('payment.leaseUntil');
    await app.close();
  });

  it('is refused for an order that is paid', async () => {
    const { app, khqr, bank, settled } = await openShop({});
    const { md5 } = await khqr.createPayment({ reference: 'order-1', amount: 5, currency: 'USD' });
    bank.pay(md5);
    await settled();
    const error = await rejection(khqr.adoptPayment(foreign(bank, 'order-1')));
    expect(error).toBeInstanceOf(KhqrAlreadyPaidError);
    await app.close();
  });

  it.each<[string, Partial<Record<keyof AdoptPaymentInput, unknown>>]>([
    ['md5', { md5: 'abc' }],
    ['md5', { md5: undefined }],
    ['expiresAt', { expiresAt: '2026-01-01T00:05:00' }],
    ['expiresAt', { expiresAt: 'soon' }],
    ['expiresAt', { expiresAt: undefined }],
    ['reference', { reference: '' }],
    ['amount', { amount: -5 }],
    ['currency', { currency: 'THB' }],
    ['qrString', { qrString: 'not a KHQR' }],
    ['qrString', { qrString: 5 }],
    ['qrString', { amount: '6.00' }],
    ['note', { note: 'x'.repeat(201) }],
    ['metadata', { metadata: [] }],
  ])('refuses a wrong %s: %j; nothing is stored', async (field, wrong) => {
    const { app, khqr, bank } = await openShop({});
    const code = foreign(bank, 'order-1');
    const error = await rejection(
      khqr.adoptPayment({ ...code, ...(wrong as Partial<AdoptPaymentInput>) }),
    );
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field });
    expect(await khqr.getPayment({ md5: code.md5 })).toBeNull();
    await app.close();
  });

  it('expires what was over before it came, once the provider has said that it was not paid', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const code = foreign(bank, 'order-1');
    await clock.advance(400_000);
    await khqr.adoptPayment({ ...code, expiresAt: code.expiresAt.toISOString() });
    expect(await khqr.getPayment({ md5: code.md5 })).toMatchObject({ status: 'PENDING' });
    await clock.advance(1_000);
    expect(await khqr.getPayment({ md5: code.md5 })).toMatchObject({ status: 'EXPIRED' });
    expect(clock.now()).toBe(START + 401_000);
    await app.close();
  });
});

describe('cancelPayment', () => {
  it('ends the order’s attempt; its code stays watched, and money that comes is REVIEW', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const { id, md5 } = await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    const calls = Array.from({ length: 20 }, () => khqr.cancelPayment(id));
    for (const payment of await Promise.all(calls)) expect(payment.status).toBe('CANCELLED');
    await clock.advance(60_000);
    bank.pay(md5);
    await clock.advance(4_000);
    expect(await khqr.getPayment({ id })).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'cancelled',
      receipt: { payerAccount: 'customer@sandbox' },
    });
    const history = await app.get(KhqrOperations).getHistory(id);
    expect(history.map(({ to }) => to)).toEqual(['PENDING', 'CANCELLED', 'REVIEW']);
    await app.close();
  });

  it('comes too late for a PAID', async () => {
    const { app, khqr, bank, settled } = await openShop({});
    const { id, md5 } = await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    bank.pay(md5);
    await settled();
    const error = await rejection(khqr.cancelPayment(id));
    expect(error).toBeInstanceOf(KhqrAlreadyPaidError);
    expect(error).toMatchObject({ payment: { id, status: 'PAID' } });
    await app.close();
  });

  it('while the customer pays: the money is REVIEW, whichever was first at the bank', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const { id, md5 } = await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    bank.setFaults({ latencyMs: 1_000 });
    bank.pay(md5);
    await clock.advance(3_200);
    expect(bank.stats().checks).toBe(1);
    await khqr.cancelPayment(id);
    await clock.advance(10_000);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'REVIEW' });
    await app.close();
  });
});

describe('getPayment', () => {
  it('answers null for what nobody knows, and asks no provider', async () => {
    const { app, khqr, bank } = await openShop({});
    for (const query of [{ id: 'x' }, { md5: 'x' }, { reference: 'x' }, { id: '' }]) {
      expect(await khqr.getPayment(query)).toBeNull();
    }
    for (const query of [{}, { md5: undefined }, { id: 5 }, null, 'x', { reference: null }]) {
      const error = await rejection(khqr.getPayment(query as unknown as { id: string }));
      expect(error).toBeInstanceOf(KhqrRequestError);
    }
    expect(bank.stats()).toMatchObject({ creates: 0, checks: 0 });
    await app.close();
  });

  it('by reference: the newest attempt, or the PAID one', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    const order = { reference: 'o', amount: 5, currency: 'USD' } as const;
    const first = await khqr.createPayment(order);
    await clock.advance(320_000);
    const second = await khqr.createPayment(order);
    expect(await khqr.getPayment({ reference: 'o' })).toMatchObject({ id: second.id, attempt: 2 });
    bank.pay(first.md5, { late: true });
    await clock.advance(3_600_000);
    expect(await khqr.getPayment({ reference: 'o' })).toMatchObject({ id: first.id, late: true });
    await app.close();
  });
});

describe('for the page', () => {
  it('markWatched and getDeeplink know their payment, or reject', async () => {
    const { app, khqr, bank } = await openShop({});
    const { id, md5 } = await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    await khqr.markWatched(id);
    expect(await khqr.getDeeplink(id)).toBe(`https://sandbox.invalid/pay/${md5}`);
    for (const call of [khqr.markWatched('x'), khqr.getDeeplink('x'), khqr.cancelPayment('x')]) {
      expect(await rejection(call)).toMatchObject({ code: 'KHQR_NOT_FOUND' });
    }
    expect(bank.stats().checks).toBe(0);
    bank.failNext('refused', 1, { for: 'create' });
    await rejection(khqr.createPayment({ reference: 'p', amount: 5, currency: 'USD' }));
    const failed = await khqr.getPayment({ reference: 'p' });
    expect(await rejection(khqr.getDeeplink(failed?.id ?? ''))).toBeInstanceOf(KhqrRequestError);
    await app.close();
  });

  it('1,000 reads of the page ask no provider', async () => {
    const { app, khqr, bank } = await openShop({});
    const { id } = await khqr.createPayment({ reference: 'o', amount: 5, currency: 'USD' });
    for (let read = 0; read < 1_000; read += 1) await khqr.getPayment({ id });
    expect(bank.stats().checks).toBe(0);
    await app.close();
  });
});
