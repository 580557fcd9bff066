import { Injectable, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrConfigurationError,
  MemoryPaymentStore,
  OnKhqrAlert,
  type AccountOptions,
  type AccountResolver,
  type KhqrAlertEvent,
} from 'nestjs-khqr';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const SANDBOX = { provider: 'sandbox' } as const;
const AROUND = [EventEmitterModule.forRoot(), ScheduleModule.forRoot()];

/** Merchants as a shop keeps them in its database. */
class Merchants implements AccountResolver {
  readonly asked: string[] = [];
  readonly table = new Map<string, AccountOptions>();
  down = false;

  async find(name: string): Promise<AccountOptions | null> {
    this.asked.push(name);
    if (this.down) throw new Error('The database is away.');
    return this.table.get(name) ?? null;
  }
}

@Injectable()
class Alerts {
  readonly lines: string[] = [];

  @OnKhqrAlert()
  hear({ kind, account }: KhqrAlertEvent): void {
    this.lines.push(`${kind} ${account ?? ''}`);
  }
}

describe('an account resolver', () => {
  it('is asked once for many calls, and again after 60 s', async () => {
    const merchants = new Merchants();
    merchants.table.set('cafe', SANDBOX);
    const { app, khqr, clock } = await openHost({ accountResolver: merchants });
    const create = (number: number) =>
      khqr.account('cafe').createPayment({ ...ORDER, reference: `order-${number}` });
    await Promise.all([1, 2, 3].map(create));
    expect(merchants.asked).toEqual(['cafe']);
    await clock.advance(59_999);
    await create(4);
    expect(merchants.asked).toHaveLength(1);
    await clock.advance(1);
    await create(5);
    expect(merchants.asked).toHaveLength(2);
    await app.close();
  });

  it('is asked again at once after refreshAccount', async () => {
    const merchants = new Merchants();
    const { app, khqr } = await openHost({ accountResolver: merchants });
    const create = () => khqr.account('cafe').createPayment(ORDER);
    const error = await rejection(create());
    expect(error).toBeInstanceOf(KhqrConfigurationError);
    expect((error as Error).message).toContain("No KHQR account is named 'cafe'");
    merchants.table.set('cafe', SANDBOX);
    await rejection(create());
    expect(merchants.asked).toHaveLength(1);
    khqr.refreshAccount('cafe');
    khqr.refreshAccount('nobody');
    expect(await create()).toMatchObject({ account: 'cafe', status: 'PENDING' });
    await app.close();
  });

  it('may be a class of the application, with what it injects', async () => {
    @Injectable()
    class Database {
      readonly merchants = new Merchants();
    }
    @Injectable()
    class Resolver implements AccountResolver {
      constructor(readonly database: Database) {}

      find(name: string): Promise<AccountOptions | null> {
        return this.database.merchants.find(name);
      }
    }
    @Module({ providers: [Database, Resolver] })
    class MerchantsModule {}

    const { app, khqr } = await openHost(
      { accountResolver: Resolver },
      { around: [...AROUND, MerchantsModule] },
    );
    const { merchants } = app.get(Database, { strict: false });
    merchants.table.set('cafe', SANDBOX);
    expect(await khqr.account('cafe').createPayment(ORDER)).toMatchObject({ account: 'cafe' });
    expect(merchants.asked).toEqual(['cafe']);
    await app.close();
  });

  it('may be a class that no module provides, as long as it needs nothing', async () => {
    class Alone implements AccountResolver {
      find = async (): Promise<AccountOptions> => SANDBOX;
    }
    const { app, khqr } = await openHost({ accountResolver: Alone });
    expect(await khqr.account('cafe').createPayment(ORDER)).toMatchObject({ account: 'cafe' });
    await app.close();
  });

  it('is refused at boot where it is a class that cannot be made', async () => {
    @Injectable()
    class Missing {}
    @Injectable()
    class Resolver implements AccountResolver {
      constructor(readonly missing: Missing) {}
      find = async (): Promise<AccountOptions> => SANDBOX;
    }
    const error = await rejection(openHost({ accountResolver: Resolver }));
    expect(error).toBeInstanceOf(KhqrConfigurationError);
    expect((error as Error).message).toContain('accountResolver');
    expect((error as Error).message).toContain('Potential solutions:');
  });

  it('gives way to an account that is configured under the same name', async () => {
    const merchants = new Merchants();
    const { app, khqr } = await openHost({
      accounts: { cafe: SANDBOX },
      accountResolver: merchants,
    });
    await khqr.account('cafe').createPayment(ORDER);
    khqr.refreshAccount('cafe');
    await khqr.account('cafe').createPayment({ ...ORDER, reference: 'order-2' });
    expect(merchants.asked).toEqual([]);
    await app.close();
  });

  it('stops an account with null, with one alert, and starts it again when it is back', async () => {
    const merchants = new Merchants();
    const provider = new ScriptedProvider();
    merchants.table.set('cafe', { provider });
    const options = { accountResolver: merchants };
    const { app, khqr, clock } = await openHost(options, { providers: [Alerts] });
    const order = { ...ORDER, expiresInMs: 3_600_000 };
    const { id } = await khqr.account('cafe').createPayment(order);
    await clock.advance(30_000);
    merchants.table.delete('cafe');
    await clock.advance(40_000);
    const { length } = provider.checks;
    expect(length).toBeGreaterThan(5);
    await clock.advance(120_000);
    expect(provider.checks).toHaveLength(length);
    expect(app.get(Alerts).lines).toEqual(['account-unknown cafe']);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });

    merchants.table.set('cafe', { provider });
    await clock.advance(70_000);
    expect(provider.checks.length).toBeGreaterThan(length);
    merchants.table.delete('cafe');
    await clock.advance(130_000);
    expect(app.get(Alerts).lines).toEqual(['account-unknown cafe', 'account-unknown cafe']);
    await app.close();
  });

  it('may fail: what is known goes on, what is not is asked for again', async () => {
    const merchants = new Merchants();
    const provider = new ScriptedProvider();
    merchants.table.set('cafe', { provider });
    const { app, khqr, clock } = await openHost(
      { accountResolver: merchants },
      { providers: [Alerts] },
    );
    await khqr.account('cafe').createPayment({ ...ORDER, expiresInMs: 3_600_000 });
    merchants.down = true;
    await clock.advance(120_000);
    const { length } = provider.checks;
    await clock.advance(60_000);
    expect(provider.checks.length).toBeGreaterThan(length);
    await khqr.account('cafe').createPayment({ ...ORDER, reference: 'order-2' });
    // The shop's own error: the shop knows it best.
    const error = await rejection(khqr.account('bar').createPayment(ORDER));
    expect(error).toMatchObject({ message: 'The database is away.' });
    expect(app.get(Alerts).lines).toEqual([]);
    merchants.down = false;
    merchants.table.set('bar', SANDBOX);
    expect(await khqr.account('bar').createPayment(ORDER)).toMatchObject({ account: 'bar' });
    await app.close();
  });

  it('finds the accounts of payments that wait from before a restart', async () => {
    const store = new MemoryPaymentStore();
    const clock = new KhqrTestClock();
    const merchants = new Merchants();
    merchants.table.set('cafe', SANDBOX);
    const first = await openHost({ accountResolver: merchants, store }, { clock });
    const { id, md5 } = await first.khqr.account('cafe').createPayment(ORDER);
    await first.app.close();
    const second = await openHost(
      { accountResolver: merchants, store },
      { clock, bank: first.bank },
    );
    first.bank.pay(md5);
    await clock.advance(10_000);
    expect(await second.khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
    await second.app.close();
  });

  it('changes an account’s provider by other options, and leaves it alone by equal ones', async () => {
    const merchants = new Merchants();
    const made: string[] = [];
    const rows: AccountOptions[] = [
      { provider: 'apikhqr', apiKey: 'key-1' },
      { provider: 'apikhqr', apiKey: 'key-1' },
      { provider: 'apikhqr', apiKey: 'key-2' },
    ];
    const provider = new ScriptedProvider(undefined, {}, 'apikhqr');
    const runtime = {
      createProvider: async (options: AccountOptions) => {
        made.push('apiKey' in options ? String(options.apiKey) : '');
        return provider;
      },
    };
    const { app, khqr, clock } = await openHost({ accountResolver: merchants }, { runtime });
    for (const [index, options] of rows.entries()) {
      merchants.table.set('cafe', options);
      await clock.advance(60_000);
      await khqr.account('cafe').createPayment({ ...ORDER, reference: `order-${index}` });
    }
    expect(made).toEqual(['key-1', 'key-2']);
    await app.close();
  });

  it('that answers what cannot work is told so by field, without the secret', async () => {
    const merchants = new Merchants();
    const { app, khqr } = await openHost({ accountResolver: merchants });
    const wrong: [string, unknown, string][] = [
      ['a', { provider: 'apikhqr', apiKey: 'CANARY key' }, "accountResolver.find('a').apiKey"],
      ['b', { provider: 'nobody' }, "accountResolver.find('b').provider"],
      ['c', 'CANARY', "accountResolver.find('c')"],
      ['d', { provider: 'sandbox', apiKey: 'CANARY' }, "accountResolver.find('d').apiKey"],
    ];
    for (const [name, options, field] of wrong) {
      merchants.table.set(name, options as AccountOptions);
      const error = await rejection(khqr.account(name).createPayment(ORDER));
      expect(error).toBeInstanceOf(KhqrConfigurationError);
      expect((error as Error).message).toContain(field);
      expect(String((error as Error).stack)).not.toContain('CANARY');
    }
    await app.close();
  });
});
