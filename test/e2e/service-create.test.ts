import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  isKhqrError,
  KhqrAlreadyPaidError,
  KhqrConflictError,
  KhqrProviderError,
  KhqrRequestError,
  type CreatePaymentInput,
  type Payment,
} from 'nestjs-khqr';
import { decodeKhqr } from '../../lib/emv/index.js';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

describe('createPayment', () => {
  it('answers a readonly record of what was asked, with a code to draw', async () => {
    const { app, khqr, clock, bank } = await openShop({});
    const metadata = { cart: [{ sku: 'a', count: 2 }] };
    const payment = await khqr.createPayment({ ...ORDER, note: 'Order #1', metadata });
    metadata.cart.push({ sku: 'b', count: 1 });
    expect(payment).toMatchObject({
      account: 'default',
      provider: 'sandbox',
      reference: 'order-1',
      attempt: 1,
      amount: '5.00',
      amountMinor: 500,
      currency: 'USD',
      status: 'PENDING',
      verified: true,
      note: 'Order #1',
      metadata: { cart: [{ sku: 'a', count: 2 }] },
      createdAt: new Date(clock.now()),
      expiresAt: new Date(clock.now() + 300_000),
      late: false,
      recovered: false,
    });
    expect(payment.md5).toBe(
      createHash('md5')
        .update(payment.qrString ?? '')
        .digest('hex'),
    );
    // 128 random bits: safe to show.
    expect(payment.id).toMatch(/^[\w-]{22}$/);
    expect(Object.isFrozen(payment)).toBe(true);
    expect(payment).not.toHaveProperty('paidAt');
    expect(JSON.parse(JSON.stringify(payment))).toMatchObject({ status: 'PENDING' });
    expect(bank.find(payment.md5)).toMatchObject({ amountMinor: 500, note: 'Order #1' });
    for (const query of [{ id: payment.id }, { md5: payment.md5 }, { reference: 'order-1' }]) {
      expect(await khqr.getPayment(query)).toEqual(payment);
    }
    expect(await khqr.getPayment({ md5: payment.md5.toUpperCase() })).toEqual(payment);
    await app.close();
  });

  it.each<[string, unknown]>([
    ['reference', { reference: ' ' }],
    ['reference', { reference: 'x'.repeat(129) }],
    ['amount', { amount: '0' }],
    ['amount', { amount: '1,000' }],
    ['amount', { amount: 5.005 }],
    ['amount', { amount: undefined }],
    ['amount', { amount: '5.50', currency: 'KHR' }],
    ['currency', { currency: 'EUR' }],
    ['currency', { currency: undefined }],
    ['note', { note: 'x'.repeat(201) }],
    ['metadata', { metadata: { at: new Date() } }],
    ['metadata', { metadata: { big: 'x'.repeat(9000) } }],
    ['payee.bakongId', { payee: {} }],
    ['expiresInMs', { expiresInMs: 0 }],
  ])('refuses a wrong %s; nothing is stored, nothing is sent', async (field, wrong) => {
    const { app, khqr, bank } = await openShop({});
    const input = { ...ORDER, ...(wrong as Partial<CreatePaymentInput>) };
    const error = await rejection(khqr.createPayment(input));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(error).toMatchObject({ field });
    expect((error as Error).message.startsWith(field)).toBe(true);
    expect(bank.stats().creates).toBe(0);
    expect(await khqr.getPayment({ reference: input.reference })).toBeNull();
    await app.close();
  });

  it.each([undefined, null, 'order-1', 5])('refuses %j as a whole', async (input) => {
    const { app, khqr, bank } = await openShop({});
    const error = await rejection(khqr.createPayment(input as unknown as CreatePaymentInput));
    expect(error).toBeInstanceOf(KhqrRequestError);
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('refuses a currency that the provider does not have', async () => {
    const provider = new ScriptedProvider(undefined, { currencies: ['USD'] });
    const { app, khqr } = await openHost({ provider });
    const error = await rejection(khqr.createPayment({ ...ORDER, amount: 5, currency: 'KHR' }));
    expect(error).toMatchObject({ field: 'currency', provider: 'scripted', account: 'default' });
    expect(provider.creates).toHaveLength(0);
    await app.close();
  });

  it('refuses a payee where the credential decides who is paid', async () => {
    const provider = new ScriptedProvider(undefined, {});
    const { app, khqr } = await openHost({ provider });
    const payee = { bakongId: 'branch@aclb', merchantName: 'Branch' };
    const error = await rejection(khqr.createPayment({ ...ORDER, payee }));
    expect(error).toMatchObject({ field: 'payee', provider: 'scripted' });
    expect(provider.creates).toHaveLength(0);
    await app.close();
  });

  it('hands the payee to a provider that pays many, and keeps it on the payment', async () => {
    const provider = new ScriptedProvider(undefined, { payees: true });
    const { app, khqr } = await openHost({ provider });
    const payee = { bakongId: 'branch@aclb', merchantName: 'Branch' };
    const payment = await khqr.createPayment({ ...ORDER, payee });
    expect(payment.payee).toEqual(payee);
    expect(provider.creates[0]?.payee).toEqual(payee);
    await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    expect(provider.creates[1]?.payee).toBeNull();
    await app.close();
  });

  it('writes the payee into the sandbox’s code, and takes the money that came to it', async () => {
    const { app, khqr, bank, settled } = await openShop({ khqr: { provider: 'sandbox' } });
    const payee = { bakongId: 'branch@aclb', merchantName: 'Branch' };
    const { id, qrString = '' } = await khqr.createPayment({ ...ORDER, payee });
    expect(decodeKhqr(qrString)).toMatchObject({ account: 'branch@aclb', merchantName: 'Branch' });
    bank.payByReference(ORDER.reference);
    await settled();
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', payee });
    await app.close();
  });

  it('lets the code live as the order, else the account, else the provider says', async () => {
    const { app, khqr, clock } = await openShop({
      khqr: { provider: 'sandbox', expiresInMs: 60_000 },
    });
    const own = await khqr.createPayment({ ...ORDER, expiresInMs: 30_000 });
    expect(own.expiresAt.getTime()).toBe(clock.now() + 30_000);
    const account = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    expect(account.expiresAt.getTime()).toBe(clock.now() + 60_000);
    await app.close();
  });
});

describe('one order, asked for many times', () => {
  it('has one payment and one provider call for 50 parallel calls', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 2_000 });
    const calls = Array.from({ length: 50 }, () => khqr.createPayment(ORDER));
    await clock.advance(2_000);
    const payments = await Promise.all(calls);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
    expect(payments.every(({ status }) => status === 'PENDING')).toBe(true);
    expect(bank.stats().creates).toBe(1);
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('has one provider call for 50 parallel calls that fail, and all of them learn why', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 2_000 });
    bank.failNext('error', 50, { for: 'create' });
    const calls = Array.from({ length: 50 }, () => rejection(khqr.createPayment(ORDER)));
    await clock.advance(10_000);
    const errors = await Promise.all(calls);
    expect(errors.every((error) => error instanceof KhqrProviderError)).toBe(true);
    expect(bank.stats().creates).toBe(1);
    await app.close();
  });

  it('has one code where 50 parallel calls ask different amounts; the others are told of it', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 100 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      khqr.createPayment({ ...ORDER, amount: 1 + (index % 5) }).then(
        (payment) => payment,
        (error: unknown) => error,
      ),
    );
    await clock.advance(100);
    const ends = await Promise.all(calls);
    const made = ends.filter((end): end is Payment => !isKhqrError(end));
    const refused = ends.filter((end) => end instanceof KhqrConflictError);
    expect([made.length, refused.length]).toEqual([10, 40]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(bank.stats().creates).toBe(1);
    await app.close();
  });

  it('has one code for each amount with `replace`, and the price that was asked last', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 100 });
    const calls = Array.from({ length: 50 }, (_, index) =>
      khqr.createPayment({ ...ORDER, amount: 1 + (index % 5), replace: true }),
    );
    await clock.advance(100);
    const payments = await Promise.all(calls);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(5);
    expect(bank.stats().creates).toBe(5);
    for (const { md5 } of new Map(payments.map((payment) => [payment.md5, payment])).values()) {
      bank.pay(md5);
    }
    await clock.advance(10_000);
    const ends = await Promise.all(payments.map(({ id }) => khqr.getPayment({ id })));
    const paid = ends.filter((end) => end?.status === 'PAID');
    expect(new Set(paid.map((end) => end?.amount))).toEqual(new Set(['5.00']));
    await app.close();
  });

  it('is refused with another amount, with the open payment in the error', async () => {
    const { app, khqr } = await openShop({});
    const open = await khqr.createPayment(ORDER);
    const error = await rejection(khqr.createPayment({ ...ORDER, amount: 6 }));
    expect(error).toBeInstanceOf(KhqrConflictError);
    expect(error).toMatchObject({
      name: 'KhqrConflictError',
      code: 'KHQR_CONFLICT',
      account: 'default',
      payment: open,
      message: expect.stringContaining('replace: true'),
    });
    await app.close();
  });

  it('is refused for ever once it is paid, with the paid payment', async () => {
    const { app, khqr, bank, settled } = await openShop({});
    const { id, md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await settled();
    for (const input of [ORDER, { ...ORDER, amount: 9 }, { ...ORDER, replace: true }]) {
      const error = await rejection(khqr.createPayment(input));
      expect(error).toBeInstanceOf(KhqrAlreadyPaidError);
      expect(error).toBeInstanceOf(KhqrConflictError);
      expect(error).toMatchObject({ code: 'KHQR_ALREADY_PAID', payment: { id, status: 'PAID' } });
    }
    expect(bank.stats().creates).toBe(1);
    await app.close();
  });

  it('is its own order in each account, and part payments are references of their own', async () => {
    const { app, khqr, bank } = await openShop({
      khqr: { accounts: { a: { provider: 'sandbox' }, b: { provider: 'sandbox' } } },
    });
    const made = await Promise.all([
      khqr.account('a').createPayment(ORDER),
      khqr.account('b').createPayment(ORDER),
      khqr.account('a').createPayment({ ...ORDER, reference: 'order-1:deposit', amount: 1 }),
    ]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(3);
    expect(made.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    expect(bank.stats().creates).toBe(3);
    await app.close();
  });
});
