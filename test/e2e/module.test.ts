import { Inject, Injectable, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, it } from '@jest/globals';
import {
  InjectKhqr,
  KhqrAccount,
  KhqrModule,
  KhqrOperations,
  KhqrService,
  MemoryPaymentStore,
  PaymentTracker,
  SandboxBank,
  type KhqrModuleOptions,
  type KhqrOptionsFactory,
} from 'nestjs-khqr';
// Jest cannot load one CommonJS package from two dynamic imports at once.
import '../../lib/providers/http/http-client.js';
import { openHost } from '../support/host.js';

type KhqrModuleOptionsAsync = Parameters<typeof KhqrModule.forRootAsync>[0];

const SANDBOX = { provider: 'sandbox' } as const satisfies KhqrModuleOptions;
const ORDER = { reference: 'order-1', amount: 5, currency: 'USD' } as const;

@Injectable()
class Checkout {
  constructor(readonly khqr: KhqrService) {}
}

describe('KhqrModule', () => {
  it('is visible everywhere by default, and gives what a shop, support and a host need', async () => {
    @Module({ providers: [Checkout] })
    class CheckoutModule {}

    const { app } = await openHost([KhqrModule.forRoot(SANDBOX), CheckoutModule]);
    expect(app.get(Checkout, { strict: false }).khqr).toBeInstanceOf(KhqrService);
    for (const token of [KhqrOperations, PaymentTracker, SandboxBank]) {
      expect(app.get(token)).toBeInstanceOf(token);
    }
    await app.close();
  });

  it('is visible only where it is imported with isGlobal: false', async () => {
    @Module({ providers: [Checkout] })
    class Elsewhere {}
    @Module({
      imports: [KhqrModule.forRoot({ ...SANDBOX, isGlobal: false })],
      providers: [Checkout],
    })
    class CheckoutModule {}

    await expect(openHost([CheckoutModule, Elsewhere])).rejects.toThrow(/KhqrService/);
    const { app, clock } = await openHost([CheckoutModule]);
    expect(app.get(Checkout, { strict: false }).khqr).toBeInstanceOf(KhqrService);
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('says one line for each account at boot: provider, host and account', async () => {
    const { app, lines } = await openHost({
      accounts: {
        main: { provider: 'apikhqr', apiKey: 'sk_live_canary' },
        branch: { provider: 'bakong-online', bakongId: 'shop@aclb', merchantName: 'Shop' },
      },
    });
    expect(lines).toContain("Account 'main' asks apikhqr at www.khqrapi.com KhqrModule");
    expect(lines).toContain(
      "Account 'branch' asks bakong-online at api.bakong-api.online KhqrModule",
    );
    expect(lines.join()).not.toContain('canary');
    await app.close();
  });

  it('warns that payments are in memory, unless that was said to be acceptable', async () => {
    const warning = /Payments are kept in memory/;
    const loud = { runtime: { quiet: false } };
    const plain = await openHost(SANDBOX, loud);
    expect(plain.lines.filter((line) => warning.test(line))).toHaveLength(1);
    await plain.app.close();
    const store = new MemoryPaymentStore({ acceptDataLoss: true });
    const accepted = await openHost({ ...SANDBOX, store }, loud);
    expect(accepted.lines.filter((line) => warning.test(line))).toHaveLength(0);
    await accepted.app.close();
  });

  it('shows its timers in SchedulerRegistry while it runs, and leaves none behind', async () => {
    const { app, clock } = await openHost(SANDBOX);
    const timeouts = app.get(SchedulerRegistry).getTimeouts();
    expect(timeouts).toEqual(expect.arrayContaining(['khqr:tracker', 'khqr:dispatcher']));
    await app.close();
    expect(app.get(SchedulerRegistry).getTimeouts()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('needs no ScheduleModule where the tracker is off, and then asks nobody', async () => {
    const options = { ...SANDBOX, tracker: { enabled: false } };
    const { app, khqr, bank, clock } = await openHost(options, {
      around: [EventEmitterModule.forRoot()],
    });
    const { md5 } = await khqr.createPayment(ORDER);
    bank.pay(md5);
    await clock.advance(600_000);
    expect(bank.stats().checks).toBe(0);
    expect(await app.get(PaymentTracker).runOnce()).toMatchObject({ checks: 1, paid: 1 });
    expect(await khqr.getPayment({ reference: 'order-1' })).toMatchObject({ status: 'PAID' });
    await app.close();
  });
});

describe('KhqrModule.forRootAsync', () => {
  @Injectable()
  class Config implements KhqrOptionsFactory {
    readonly life: number = 60_000;

    createKhqrOptions(): KhqrModuleOptions {
      return { provider: 'sandbox', expiresInMs: this.life };
    }
  }
  @Module({ providers: [Config], exports: [Config] })
  class ConfigModule {}

  const asked: [string, KhqrModuleOptionsAsync][] = [
    [
      'useFactory with inject, answering later',
      {
        imports: [ConfigModule],
        inject: [Config],
        useFactory: async (config: Config) => {
          await new Promise((resolve) => setImmediate(resolve));
          return config.createKhqrOptions();
        },
      },
    ],
    ['useClass', { useClass: Config }],
    ['useExisting', { imports: [ConfigModule], useExisting: Config }],
  ];

  it.each(asked)('takes its options from %s', async (_how, definition) => {
    const { app, khqr, clock } = await openHost([KhqrModule.forRootAsync(definition)]);
    const payment = await khqr.createPayment(ORDER);
    expect(payment.expiresAt.getTime()).toBe(clock.now() + 60_000);
    await app.close();
  });

  it('passes isGlobal on', async () => {
    @Module({
      imports: [KhqrModule.forRootAsync({ isGlobal: false, useFactory: () => SANDBOX })],
    })
    class Hidden {}
    @Module({ providers: [Checkout] })
    class Elsewhere {}
    await expect(openHost([Hidden, Elsewhere])).rejects.toThrow(/KhqrService/);
  });

  it('works with forFeature, whose accounts are looked up when they are used', async () => {
    @Injectable()
    class Branch {
      constructor(
        @InjectKhqr('branch') readonly payments: KhqrAccount,
        @Inject('khqr:account:nobody') readonly nobody: KhqrAccount,
      ) {}
    }
    @Module({ imports: [KhqrModule.forFeature('branch', 'nobody')], providers: [Branch] })
    class BranchModule {}

    const useFactory = async () => ({ accounts: { branch: SANDBOX } });
    const { app } = await openHost([BranchModule, KhqrModule.forRootAsync({ useFactory })]);
    const branch = app.get(Branch, { strict: false });
    expect(await branch.payments.createPayment(ORDER)).toMatchObject({ account: 'branch' });
    await expect(branch.nobody.createPayment(ORDER)).rejects.toThrow(
      "No KHQR account is named 'nobody'. Configured: branch.",
    );
    await app.close();
  });
});
