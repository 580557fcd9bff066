import { Injectable, Module } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  InjectKhqr,
  KhqrAccount,
  KhqrConfigurationError,
  KhqrModule,
  KhqrNotFoundError,
  MemoryPaymentStore,
  OnKhqrAlert,
  OnPaymentPaid,
  type KhqrAlertEvent,
  type KhqrModuleOptions,
  type PaymentPaidEvent,
} from 'nestjs-khqr';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { Ledger, openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const TWO = {
  accounts: { main: { provider: 'sandbox' }, branch: { provider: 'sandbox' } },
} as const satisfies KhqrModuleOptions;

@Injectable()
class Alerts {
  readonly lines: string[] = [];

  @OnKhqrAlert()
  hear({ kind, account }: KhqrAlertEvent): void {
    this.lines.push(`${kind} ${account ?? ''}`);
  }
}

describe('an account', () => {
  it('is a handle on its own payments; the service finds every payment by id', async () => {
    const { app, khqr } = await openShop({ khqr: TWO });
    const branch = khqr.account('branch');
    const { id, md5 } = await branch.createPayment(ORDER);
    expect(await branch.getPayment({ reference: 'order-1' })).toMatchObject({ account: 'branch' });
    expect(await khqr.account('main').getPayment({ reference: 'order-1' })).toBeNull();
    for (const query of [{ id }, { md5 }]) {
      expect(await khqr.getPayment(query)).toMatchObject({ id });
      expect(await khqr.account('main').getPayment(query)).toBeNull();
    }
    for (const call of [
      khqr.account('main').cancelPayment(id),
      khqr.account('main').markWatched(id),
      khqr.account('main').getDeeplink(id),
      khqr.account('main').waitForPayment(id),
    ]) {
      expect(await rejection(call)).toBeInstanceOf(KhqrNotFoundError);
    }
    expect(await khqr.cancelPayment(id)).toMatchObject({ account: 'branch', status: 'CANCELLED' });
    await app.close();
  });

  it('is `default` for a single one; without that, calls that name none list what there is', async () => {
    const single = await openShop({ khqr: { provider: 'sandbox' } });
    expect(await single.khqr.createPayment(ORDER)).toMatchObject({ account: 'default' });
    expect(
      await single.khqr.account('default').getPayment({ reference: 'order-1' }),
    ).not.toBeNull();
    await single.app.close();

    const { app, khqr, bank } = await openShop({ khqr: TWO });
    const adopted = { ...ORDER, md5: 'a'.repeat(32), expiresAt: new Date(Date.UTC(2026, 0, 2)) };
    for (const call of [
      khqr.createPayment(ORDER),
      khqr.getPayment({ reference: 'order-1' }),
      khqr.adoptPayment(adopted),
      khqr.account('brunch').createPayment(ORDER),
    ]) {
      const error = await rejection(call);
      expect(error).toBeInstanceOf(KhqrConfigurationError);
      expect((error as Error).message).toMatch(/^No KHQR account is named '(default|brunch)'\. /);
      expect((error as Error).message).toContain('Configured: main, branch.');
      expect((error as Error).message).toContain('Potential solutions:');
    }
    expect(bank.stats().creates).toBe(0);
    await app.close();
  });

  it('is injected by name, and its handlers hear only of it', async () => {
    @Injectable()
    class Orders {
      constructor(
        @InjectKhqr('branch') readonly branch: KhqrAccount,
        readonly ledger: Ledger,
      ) {}

      @OnPaymentPaid({ account: 'branch' })
      branchPaid({ payment }: PaymentPaidEvent): void {
        this.ledger.lines.push(`branch ${payment.account}`);
      }

      @OnPaymentPaid()
      paid({ payment }: PaymentPaidEvent): void {
        this.ledger.lines.push(`all ${payment.account}`);
      }
    }
    @Module({ imports: [KhqrModule.forFeature('branch')], providers: [Ledger, Orders] })
    class OrdersModule {}

    const { app, khqr, bank, clock } = await openHost([KhqrModule.forRoot(TWO), OrdersModule]);
    const made = [
      await app.get(Orders, { strict: false }).branch.createPayment(ORDER),
      await khqr.account('main').createPayment(ORDER),
    ];
    for (const { md5 } of made) bank.pay(md5);
    await clock.advance(10_000);
    expect(app.get(Ledger, { strict: false }).lines.sort()).toEqual([
      'all branch',
      'all main',
      'branch branch',
    ]);
    await app.close();
  });
});

describe('a provider of the application’s own that several accounts share', () => {
  class Counted extends ScriptedProvider {
    starts = 0;
    closes = 0;

    async start(): Promise<void> {
      this.starts += 1;
    }
    async close(): Promise<void> {
      this.closes += 1;
    }
  }

  it('is started once and closed once', async () => {
    const provider = new Counted();
    const { app } = await openHost({ accounts: { a: { provider }, b: { provider } } });
    expect([provider.starts, provider.closes]).toEqual([1, 0]);
    await app.close();
    expect([provider.starts, provider.closes]).toEqual([1, 1]);
  });

  it('goes on when a resolver changes what is beside it', async () => {
    const provider = new Counted();
    let ratePerSecond = 10;
    const find = async () => ({ provider, ratePerSecond });
    const { app, khqr } = await openHost({ accountResolver: { find } });
    await khqr.account('a').createPayment(ORDER);
    ratePerSecond = 20;
    khqr.refreshAccount('a');
    await khqr.account('a').createPayment({ ...ORDER, reference: 'order-2' });
    expect([provider.starts, provider.closes]).toEqual([1, 0]);
    await app.close();
    expect([provider.starts, provider.closes]).toEqual([1, 1]);
  });
});

describe('changing the configuration', () => {
  it('never sends a payment to another provider: it waits, with one alert', async () => {
    const store = new MemoryPaymentStore();
    const clock = new KhqrTestClock();
    const first = new ScriptedProvider(undefined, {}, 'bank-a');
    const second = new ScriptedProvider(undefined, {}, 'bank-b');
    const before = await openHost({ provider: first, store }, { clock });
    const { id } = await before.khqr.createPayment({ ...ORDER, expiresInMs: 3_600_000 });
    await clock.advance(10_000);
    expect(first.checks.length).toBeGreaterThan(1);
    await before.app.close();

    const after = await openHost({ provider: second, store }, { clock, providers: [Alerts] });
    await clock.advance(120_000);
    expect(second.checks).toHaveLength(0);
    expect(after.app.get(Alerts).lines).toEqual(['account-unknown default']);
    expect(await after.khqr.getPayment({ id })).toMatchObject({
      status: 'PENDING',
      provider: 'bank-a',
    });
    expect(await after.khqr.checkPayment(id)).toMatchObject({ status: 'PENDING' });
    expect(await rejection(after.khqr.getDeeplink(id))).toMatchObject({ code: 'KHQR_REQUEST' });
    expect(second.checks).toHaveLength(0);
    await after.app.close();

    const again = await openHost({ provider: first, store }, { clock });
    const { length } = first.checks;
    await clock.advance(10_000);
    expect(first.checks.length).toBeGreaterThan(length);
    await again.app.close();
  });

  it('leaves payments alone whose account is gone: one alert for the account, and they can still be read', async () => {
    const store = new MemoryPaymentStore();
    const clock = new KhqrTestClock();
    const provider = new ScriptedProvider();
    const before = await openHost(
      { accounts: { a: { provider }, b: { provider } }, store },
      { clock },
    );
    const made = [1, 2, 3].map((number) =>
      before.khqr.account('b').createPayment({ ...ORDER, reference: `order-${number}` }),
    );
    const [{ id } = { id: '' }] = await Promise.all(made);
    await before.app.close();
    const { length } = provider.checks;

    const options = { accounts: { a: { provider } }, store };
    const after = await openHost(options, { clock, providers: [Alerts] });
    await clock.advance(60_000);
    expect(provider.checks).toHaveLength(length);
    expect(after.app.get(Alerts).lines).toEqual(['account-unknown b']);
    expect(await after.khqr.getPayment({ id })).toMatchObject({ account: 'b', status: 'PENDING' });
    expect(await after.khqr.checkPayment(id)).toMatchObject({ status: 'PENDING' });
    expect(provider.checks).toHaveLength(length);
    expect(await after.khqr.cancelPayment(id)).toMatchObject({ status: 'CANCELLED' });
    await after.app.close();
  });
});
