import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeKhqr, khqrMd5, verifyKhqr } from '../../../../lib/emv/index.js';
import {
  KhqrConfigurationError,
  KhqrConflictError,
  KhqrNotFoundError,
  KhqrRequestError,
} from '../../../../lib/errors/index.js';
import type { SandboxEvent } from '../../../../lib/providers/sandbox/sandbox-code.js';
import { ORDER, UNKNOWN_MD5, ask, newBank } from './bank.fixture.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('SandboxBank: codes', () => {
  it('makes a real KHQR text that names the order', () => {
    const { bank, clock } = newBank();
    const payee = { bakongId: 'branch@bank', merchantName: 'The Branch' };
    const code = bank.open({ amountMinor: 20_000, currency: 'KHR', note: 'two cups', payee });

    expect(verifyKhqr(code.qrString, { now: clock.now() })).toMatchObject({
      valid: true,
      data: {
        account: 'branch@bank',
        merchantName: 'The Branch',
        amount: '20000',
        currency: 'KHR',
        billNumber: code.billNumber,
      },
    });
    expect(code).toMatchObject({
      md5: khqrMd5(code.qrString),
      note: 'two cups',
      payee,
      createdAt: clock.now(),
      expiresAt: clock.now() + 5 * MINUTE,
      transfer: null,
    });
  });

  it('makes different codes for equal orders in one millisecond', () => {
    const { bank } = newBank();
    const codes = Array.from({ length: 2000 }, () => bank.open(ORDER));

    expect(new Set(codes.map(({ md5 }) => md5)).size).toBe(2000);
    expect(new Set(codes.map(({ billNumber }) => billNumber)).size).toBe(2000);
  });

  it('writes any amount and end it is asked for', () => {
    const { bank, clock } = newBank();
    const order = fc.record({
      amountMinor: fc.integer({ min: 1, max: 999_999_999 }),
      currency: fc.constantFrom('USD' as const, 'KHR' as const),
      expiresInMs: fc.integer({ min: 1, max: 10 * MINUTE }),
    });
    fc.assert(
      fc.property(order, (asked) => {
        const code = bank.open(asked);
        const data = decodeKhqr(code.qrString);
        expect(data.currency).toBe(asked.currency);
        expect(data.amountMinor).toBe(asked.amountMinor);
        expect(code.expiresAt).toBe(clock.now() + asked.expiresInMs);
      }),
    );
  });

  it.each([
    [{ ...ORDER, amountMinor: 0 }, 'amount'],
    [{ ...ORDER, amountMinor: 1.5 }, 'amountMinor'],
    [{ ...ORDER, amountMinor: NaN }, 'amountMinor'],
    [{ ...ORDER, payee: { bakongId: 'nobody', merchantName: 'X' } }, 'account'],
    [{ ...ORDER, payee: { bakongId: 'a@b', merchantName: 'X'.repeat(26) } }, 'merchantName'],
    [{ ...ORDER, expiresInMs: -1 }, 'expiresAt'],
  ])('refuses %j and keeps nothing', (order, field) => {
    const { bank } = newBank();
    const open = () => bank.open(order);

    expect(open).toThrow(KhqrRequestError);
    expect(open).toThrow(expect.objectContaining({ field }));
    expect(bank.list()).toEqual([]);
  });

  it('forgets codes after 8 days, and counts with them', async () => {
    const { bank, clock } = newBank();
    const old = bank.open(ORDER);
    await bank.check(old.md5);
    await clock.advance(7 * DAY);
    const kept = bank.open(ORDER);
    await bank.check(kept.md5);
    expect(bank.find(old.md5)).not.toBeNull();
    await clock.advance(DAY + 1);
    const last = bank.open(ORDER);
    await bank.check(last.md5);

    expect(bank.list()).toEqual([expect.objectContaining({ md5: kept.md5 }), last]);
    expect([...bank.stats().checksByMd5.keys()]).toEqual([kept.md5, last.md5]);
    expect(bank.stats().checks).toBe(3);
  });

  it('names every option that cannot be used', () => {
    expect(() => newBank({ autoPayMs: -1, expiresInMs: NaN, keepMs: Infinity })).toThrow(
      KhqrConfigurationError,
    );
    expect(() => newBank({ autoPayMs: -1, expiresInMs: NaN, keepMs: Infinity })).toThrow(
      /autoPayMs[^]*expiresInMs[^]*keepMs/,
    );
  });
});

describe('SandboxBank: paying', () => {
  it('moves what is asked, to whom it is asked, once', async () => {
    const { bank, clock } = newBank();
    const code = bank.open(ORDER);
    await clock.advance(1000);
    const transfer = bank.pay(code.md5);

    expect(transfer).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      md5: code.md5,
      amountMinor: 500,
      currency: 'USD',
      payerAccount: 'customer@sandbox',
      toAccount: 'shop@sandbox',
      bankReference: expect.stringMatching(/^FT[0-9A-F]{10}$/),
      paidAt: clock.now(),
    });
    expect(() => bank.pay(code.md5)).toThrow(KhqrConflictError);
    expect(bank.ledger).toEqual([transfer]);
    expect(bank.find(code.md5)?.transfer).toEqual(transfer);
  });

  it('moves something else where a test wants a misfit', () => {
    const { bank } = newBank();
    const at = new Date('2026-01-01T00:00:01Z');
    const misfit = { amount: '20000', currency: 'KHR', toAccount: 'other@bank' } as const;
    const transfer = bank.pay(bank.open(ORDER).md5, { ...misfit, payer: 'dara@bank', at });

    expect(transfer).toMatchObject({
      amountMinor: 20_000,
      currency: 'KHR',
      toAccount: 'other@bank',
      payerAccount: 'dara@bank',
      paidAt: at.getTime(),
    });
  });

  it('refuses an unknown code and an amount that is none', () => {
    const { bank } = newBank();
    const code = bank.open(ORDER);

    expect(() => bank.pay(UNKNOWN_MD5)).toThrow(KhqrNotFoundError);
    expect(() => bank.expire(UNKNOWN_MD5)).toThrow(KhqrNotFoundError);
    expect(() => bank.pay(code.md5, { amount: '1,000' })).toThrow(KhqrRequestError);
    expect(bank.ledger).toEqual([]);
  });

  it('takes money until the last millisecond, and after it only where that is meant', async () => {
    const { bank, clock } = newBank();
    const [inTime, tooLate] = [bank.open(ORDER), bank.open(ORDER)];
    await clock.advance(5 * MINUTE - 1);
    bank.pay(inTime.md5);
    await clock.advance(1);

    expect(await ask(bank, tooLate)).toBe('expired');
    const refused = () => bank.pay(tooLate.md5);
    expect(refused).toThrow(/ended at 2026-01-01T00:05:00.000Z; \{ late: true \}/);
    expect(refused).toThrow(expect.objectContaining({ payment: tooLate }));
    bank.pay(tooLate.md5, { late: true });
    expect(await ask(bank, tooLate)).toBe('paid');
  });

  it('plays a bank that books late what was paid in time', async () => {
    const { bank, clock } = newBank();
    const code = bank.open(ORDER);
    await clock.advance(6 * MINUTE);
    const transfer = bank.pay(code.md5, { at: code.expiresAt - 1 });

    expect(transfer.paidAt).toBe(code.expiresAt - 1);
    expect(await ask(bank, code)).toBe('paid');
  });

  it('pays the newest unpaid code of an order', () => {
    const { bank } = newBank();
    const [first, second] = [bank.open(ORDER), bank.open(ORDER)];
    bank.open({ ...ORDER, reference: 'order-2' });

    expect(bank.payByReference('order-1').md5).toBe(second.md5);
    expect(bank.payByReference('order-1').md5).toBe(first.md5);
    expect(() => bank.payByReference('order-1')).toThrow(KhqrNotFoundError);
  });

  it('ends a code by hand, unless it has been paid', async () => {
    const { bank, clock } = newBank();
    const [open, paid] = [bank.open(ORDER), bank.open(ORDER)];
    bank.pay(paid.md5);
    await clock.advance(10);

    expect(bank.expire(open.md5).expiresAt).toBe(clock.now());
    expect(bank.expire(paid.md5).expiresAt).toBe(paid.expiresAt);
    expect([await ask(bank, open), await ask(bank, paid)]).toEqual(['expired', 'paid']);
  });

  it('tells whoever listens, until they stop', async () => {
    const { bank, clock } = newBank();
    const events: SandboxEvent[] = [];
    const stop = bank.on((event) => events.push(event));
    const code = bank.open(ORDER);
    await bank.check(code.md5);
    bank.pay(code.md5);
    bank.expire(code.md5);
    bank.expire(bank.open(ORDER).md5);
    stop();
    bank.open(ORDER);

    expect(events.map(({ type }) => type)).toEqual([
      'opened',
      'asked',
      'paid',
      'opened',
      'expired',
    ]);
    expect(events[1]).toEqual({ type: 'asked', call: 'check', key: code.md5, at: clock.now() });
  });
});

describe('SandboxBank: autoPayMs', () => {
  it('pays each code by itself, the order’s own time before the bank’s', async () => {
    const { bank, clock } = newBank({ autoPayMs: 3000 });
    const usual = bank.open(ORDER);
    const slow = bank.open({ ...ORDER, autoPayMs: 8000 });
    await clock.advance(2999);
    expect(await ask(bank, usual)).toBe('waiting');
    await clock.advance(1);
    expect([await ask(bank, usual), await ask(bank, slow)]).toEqual(['paid', 'waiting']);
    await clock.advance(5000);
    expect(await ask(bank, slow)).toBe('paid');
  });

  it('leaves codes alone that have been paid or have ended', async () => {
    const { bank, clock } = newBank({ autoPayMs: 3000 });
    const [paid, ended] = [bank.open(ORDER), bank.open(ORDER)];
    bank.open({ ...ORDER, autoPayMs: Infinity });
    const transfer = bank.pay(paid.md5);
    bank.expire(ended.md5);
    await clock.advance(5000);

    expect(bank.ledger).toEqual([transfer]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer behind when closed', async () => {
    const { bank, clock } = newBank({ autoPayMs: 3000, faults: { latencyMs: 500 } });
    const code = bank.open(ORDER);
    const check = ask(bank, code);
    bank.close();

    expect(await check).toBe('waiting');
    bank.open(ORDER);
    expect(await ask(bank, code)).toBe('waiting');
    expect(clock.pendingTimers).toBe(0);
  });
});
