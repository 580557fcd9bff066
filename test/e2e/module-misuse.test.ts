import { Injectable, Module, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrConfigurationError,
  KhqrModule,
  MemoryPaymentStore,
  OnPaymentPaid,
  type AccountOptions,
  type KhqrModuleOptions,
} from 'nestjs-khqr';
import { openHost, type HostOptions } from '../support/host.js';
import { rejection } from '../support/caught.js';

const SANDBOX = { provider: 'sandbox' } as const;
const DURABLE = new MemoryPaymentStore({ acceptDataLoss: true });

/** What an application that is put together wrongly says at boot. */
async function complaint(
  khqr: Parameters<typeof openHost>[0],
  options: HostOptions = {},
): Promise<KhqrConfigurationError> {
  const error = await rejection(openHost(khqr, options));
  if (error instanceof KhqrConfigurationError) return error;
  throw error;
}

describe('a module that is missing', () => {
  it.each([
    [
      'ScheduleModule',
      [EventEmitterModule.forRoot()],
      /the SchedulerRegistry of `@nestjs\/schedule`/,
    ],
    [
      'EventEmitterModule',
      [ScheduleModule.forRoot()],
      /the EventEmitter2 of `@nestjs\/event-emitter`/,
    ],
  ])('%s is asked for by name, with the line to add', async (name, around, problem) => {
    const error = await complaint(SANDBOX, { around });
    expect(error.problems).toEqual([expect.stringMatching(problem)]);
    expect(error.message).toContain('Potential solutions:');
    expect(error.message).toContain(`Add \`${name}.forRoot()\``);
  });

  it('is said together with every other problem, in one error', async () => {
    const options = { provider: 'apikhqr', apiKey: ' ', tracker: { tickMs: 0 } } as const;
    const error = await complaint(options, { around: [] });
    expect(error.problems).toEqual([
      'apiKey is missing or blank.',
      expect.stringContaining('tracker.tickMs must be a whole number of milliseconds from 1'),
      expect.stringContaining('SchedulerRegistry'),
      expect.stringContaining('EventEmitter2'),
    ]);
    expect(error.message).toContain('has 4 problems');
  });

  it('does not matter where the tracker is off, but the emitter is still needed', async () => {
    const error = await complaint({ ...SANDBOX, tracker: { enabled: false } }, { around: [] });
    expect(error.problems).toEqual([expect.stringContaining('EventEmitter2')]);
  });
});

describe('a module too many, or too bare', () => {
  it('is refused without options, together with what else is missing', async () => {
    const error = await complaint([KhqrModule], { around: [] });
    expect(error.problems).toEqual([
      expect.stringContaining('KhqrModule was imported without options'),
      expect.stringContaining('SchedulerRegistry'),
      expect.stringContaining('EventEmitter2'),
    ]);
    expect(error.message).toContain('KhqrModule.forRoot({ … })');
  });

  it.each([null, undefined, 'apikhqr', 5, []])(
    'is refused where a factory answers %j',
    async (answer) => {
      const useFactory = (): KhqrModuleOptions => answer as unknown as KhqrModuleOptions;
      const error = await complaint([KhqrModule.forRootAsync({ useFactory })]);
      expect(error.problems).toHaveLength(1);
      expect(error.problems[0]).toMatch(/without options|must be an object/);
    },
  );

  it.each([
    ['twice', KhqrModule.forRoot(SANDBOX), KhqrModule.forRoot({ ...SANDBOX, autoPayMs: 5 })],
    ['bare beside forRoot', KhqrModule.forRoot(SANDBOX), KhqrModule],
    ['bare before forRoot', KhqrModule, KhqrModule.forRoot(SANDBOX)],
  ])('is refused when it is imported %s', async (_how, first, second) => {
    @Module({ imports: [second] })
    class Other {}
    const error = await complaint([first, Other]);
    expect(error.message).toContain('KhqrModule is set up more than once');
    expect(error.message).toContain('Potential solutions:');
  });

  it('may be named by any number of forFeature imports', async () => {
    const features = ['a', 'b', 'a'].map((name) => KhqrModule.forFeature(name));
    const { app } = await openHost([KhqrModule.forRoot(SANDBOX), ...features]);
    await app.close();
  });

  it('is missed by a forFeature that cannot see it', async () => {
    @Module({ imports: [KhqrModule.forRoot({ ...SANDBOX, isGlobal: false })] })
    class Hidden {}
    const error = await complaint([Hidden, KhqrModule.forFeature('default')]);
    expect(error.message).toContain('KhqrModule.forFeature() was imported where KhqrModule is not');
    expect(error.message).toContain('isGlobal: false');
    const alone = await rejection(openHost([KhqrModule.forFeature('default')]));
    expect(alone).toBeInstanceOf(KhqrConfigurationError);
  });
});

describe('handlers', () => {
  const named = (id: string): Type<unknown> => {
    @Injectable()
    class Orders {
      @OnPaymentPaid({ id })
      ship(): void {}
    }
    return Orders;
  };

  it('of one identity are refused, naming both and the way out', async () => {
    @Injectable()
    class Stock {
      @OnPaymentPaid({ id: 'orders.ship' })
      reserve(): void {}
    }
    const error = await complaint(SANDBOX, { providers: [named('orders.ship'), Stock] });
    expect(error.message).toContain("the identity 'orders.ship': Orders.ship and Stock.reserve");
    expect(error.message).toContain('Potential solutions:');
  });

  it('of two classes with one name need identities of their own', async () => {
    const twin = (): Type<unknown> => {
      @Injectable()
      class Orders {
        @OnPaymentPaid()
        ship(): void {}
      }
      return Orders;
    };
    const error = await complaint(SANDBOX, { providers: [twin(), twin()] });
    expect(error.message).toContain("the identity 'Orders.ship'");
  });

  it.each(['', 'two words', 'a*', 'x'.repeat(129), "o'r"])(
    'are refused under the identity %j',
    async (id) => {
      const error = await complaint(SANDBOX, { providers: [named(id)] });
      expect(error.message).toContain('must be 1 to 128 letters, digits');
    },
  );

  it.each<[unknown, string]>([
    [{ timeoutMs: 0 }, 'timeoutMs must be a whole number of milliseconds'],
    [{ timeoutMs: NaN }, 'timeoutMs must be'],
    [{ timeoutMs: '5000' }, 'timeoutMs must be'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs must be'],
    [{ account: '' }, 'account must be the name of an account'],
    [{ account: 5 }, 'account must be the name of an account'],
    [{ id: 5 }, "its identity '5' must be"],
    [{ acount: 'main' }, "'acount' is not an option"],
    ['orders.ship', "'0' is not an option"],
  ])('with options that no compiler has seen, %j, are refused', async (options, problem) => {
    @Injectable()
    class Orders {
      @OnPaymentPaid(options as { id?: string })
      ship(): void {}
    }
    const error = await complaint(SANDBOX, { providers: [Orders] });
    expect(error.message).toContain('The payment handler Orders.ship: ');
    expect(error.message).toContain(problem);
    expect(error.message).toContain('Potential solutions:');
  });

  it('of an account that is not configured were silent, and nobody fulfilled its orders', async () => {
    @Injectable()
    class Orders {
      @OnPaymentPaid({ account: 'brnach' })
      ship(): void {}
    }
    const warnings = async (khqr: KhqrModuleOptions): Promise<string[]> => {
      const { app, lines } = await openHost(khqr, { providers: [Orders] });
      await app.close();
      return lines.filter((line) => line.includes('Orders.ship'));
    };
    expect(await warnings({ accounts: { branch: SANDBOX } })).toEqual([
      expect.stringContaining("account 'brnach', which is not configured. Configured: branch."),
    ]);
    expect(await warnings({ accounts: { brnach: SANDBOX } })).toEqual([]);
    expect(await warnings({ accountResolver: { find: async () => null } })).toEqual([]);
  });
});

describe('in production', () => {
  const production = { environment: 'production' };

  it('the memory store is refused, with the lines of a durable one', async () => {
    const error = await complaint({ provider: 'apikhqr', apiKey: 'key' }, production);
    expect(error.problems).toEqual([expect.stringContaining('No durable store')]);
    expect(error.message).toContain("import { SqlitePaymentStore } from 'nestjs-khqr/sqlite'");
    expect(error.message).toContain("new SqlitePaymentStore({ path: 'khqr.db' })");
    expect(error.message).toContain('acceptDataLoss: true');
  });

  it('the memory store is taken where losing data is accepted', async () => {
    const { app } = await openHost(
      { provider: 'apikhqr', apiKey: 'key', store: DURABLE },
      production,
    );
    await app.close();
  });

  it.each<[string, KhqrModuleOptions, string]>([
    ['alone', { ...SANDBOX, store: DURABLE }, "provider 'sandbox'"],
    ['among others', { accounts: { a: SANDBOX }, store: DURABLE }, "accounts.a.provider 'sandbox'"],
  ])('the sandbox is refused %s, since it gives goods away', async (_where, options, name) => {
    const error = await complaint(options, production);
    expect(error.problems).toEqual([expect.stringContaining(`${name} with NODE_ENV=production`)]);
    expect(error.message).toContain('allowInProduction: true');
  });

  it('the sandbox is refused from an account resolver too', async () => {
    const resolved: AccountOptions = { ...SANDBOX };
    const accountResolver = { find: async () => resolved };
    const { app, khqr } = await openHost({ accountResolver, store: DURABLE }, production);
    const order = { reference: 'order-1', amount: 5, currency: 'USD' } as const;
    const error = await rejection(khqr.account('shop').createPayment(order));
    expect(error).toBeInstanceOf(KhqrConfigurationError);
    expect((error as Error).message).toContain('NODE_ENV=production');
    await app.close();
  });

  it('the sandbox is taken where that is said to be meant', async () => {
    const options = { ...SANDBOX, allowInProduction: true, store: DURABLE };
    const { app } = await openHost(options, production);
    await app.close();
  });

  it('a lease may not be shorter than a request', async () => {
    const options = { ...SANDBOX, allowInProduction: true, store: DURABLE };
    const error = await complaint({ ...options, tracker: { leaseMs: 10_000 } }, production);
    expect(error.problems).toEqual([
      expect.stringContaining('tracker.leaseMs must be above 10000'),
    ]);
    const { app } = await openHost({ ...options, tracker: { leaseMs: 10_001 } }, production);
    await app.close();
    const test = await openHost({ ...SANDBOX, tracker: { leaseMs: 50 } });
    await test.app.close();
  });
});
