import { Controller, Get, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { KhqrService } from '../../lib/khqr.service.js';
import { Ledger, openShop, type ShopOptions } from '../support/shop.js';

const ORDER = { amount: '5.00', currency: 'USD' } as const;

/** What the handlers of this application wrote down when two orders had been paid. */
async function linesOf(shop: ShopOptions): Promise<string[]> {
  const { app, khqr, bank, clock } = await openShop({
    ...shop,
    providers: [Ledger, ...(shop.providers ?? [])],
  });
  for (const reference of ['order-1', 'order-2']) {
    const { md5 } = await khqr.createPayment({ ...ORDER, reference });
    bank.pay(md5);
    await clock.advance(5000);
  }
  const { lines } = app.get(Ledger);
  const open = await app.get(KhqrOperations).listDeliveries({ status: 'waiting' });
  await app.close();
  return [...lines, ...open.map(({ error }) => `waiting: ${error ?? ''}`)];
}

describe('a handler in its scope', () => {
  it('is one instance for all events where it is a singleton', async () => {
    @Injectable()
    class Ship {
      private runs = 0;
      constructor(readonly ledger: Ledger) {}

      @OnPaymentPaid()
      ship(_event: PaymentPaidEvent): void {
        this.ledger.lines.push(`run ${(this.runs += 1)}`);
      }
    }
    expect(await linesOf({ providers: [Ship] })).toEqual(['run 1', 'run 2']);
  });

  it.each([
    { name: 'request-scoped', scope: Scope.REQUEST },
    { name: 'transient', scope: Scope.TRANSIENT },
  ])(
    'is a new instance for each event where it is $name, with what it injects',
    async ({ scope }) => {
      @Injectable({ scope })
      class Ship {
        private runs = 0;
        constructor(
          readonly ledger: Ledger,
          readonly khqr: KhqrService,
        ) {}

        @OnPaymentPaid()
        async ship({ payment }: PaymentPaidEvent): Promise<void> {
          const again = await this.khqr.getPayment({ id: payment.id });
          this.ledger.lines.push(`run ${(this.runs += 1)} ${again?.reference ?? ''}`);
        }
      }
      expect(await linesOf({ providers: [Ship] })).toEqual(['run 1 order-1', 'run 1 order-2']);
    },
  );

  it('is request-scoped because of what it injects; REQUEST is the event', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {
      constructor(@Inject(REQUEST) readonly request: PaymentPaidEvent) {}
    }
    @Injectable()
    class Ship {
      constructor(
        readonly ledger: Ledger,
        readonly tenant: Tenant,
      ) {}

      @OnPaymentPaid()
      ship({ id }: PaymentPaidEvent): void {
        this.ledger.lines.push(`own event: ${this.tenant.request.id === id}`);
      }
    }
    expect(await linesOf({ providers: [Tenant, Ship] })).toEqual([
      'own event: true',
      'own event: true',
    ]);
  });

  it.each([
    { name: 'singleton', scope: Scope.DEFAULT, expected: ['run 1', 'run 2'] },
    { name: 'request-scoped', scope: Scope.REQUEST, expected: ['run 1', 'run 1'] },
    { name: 'transient', scope: Scope.TRANSIENT, expected: ['run 1', 'run 1'] },
  ])('may be a controller: $name', async ({ scope, expected }) => {
    @Controller({ path: 'ship', scope })
    class ShipController {
      private runs = 0;
      constructor(readonly ledger: Ledger) {}

      @Get()
      index(): string {
        return 'ship';
      }

      @OnPaymentPaid()
      ship(_event: PaymentPaidEvent): void {
        this.ledger.lines.push(`run ${(this.runs += 1)}`);
      }
    }
    expect(await linesOf({ controllers: [ShipController] })).toEqual(expected);
  });

  it('runs once for one class under three tokens, and in three modules', async () => {
    const runs: string[] = [];
    @Injectable()
    class Ship {
      constructor(readonly ledger: Ledger) {}

      @OnPaymentPaid()
      ship({ payment }: PaymentPaidEvent): void {
        runs.push(payment.reference);
      }
    }
    @Module({ providers: [Ship, Ledger] })
    class Other {}
    await linesOf({
      imports: [Other],
      providers: [
        Ship,
        { provide: 'ship', useExisting: Ship },
        { provide: 'another', useClass: Ship },
        {
          provide: 'made',
          inject: [Ledger],
          useFactory: (ledger: Ledger) => new Ship(ledger),
        },
      ],
    });
    expect(runs).toEqual(['order-1', 'order-2']);
  });

  it('is found where only a factory or a value provides it', async () => {
    class Made {
      constructor(
        readonly name: string,
        readonly ledger: Ledger,
      ) {}

      @OnPaymentPaid()
      ship({ payment }: PaymentPaidEvent): void {
        this.ledger.lines.push(`${this.name} ${payment.reference}`);
      }
    }
    const ledger = new Ledger();
    class Value extends Made {}
    const lines = await linesOf({
      providers: [
        { provide: 'made', inject: [Ledger], useFactory: (own: Ledger) => new Made('made', own) },
        { provide: 'value', useValue: new Value('value', ledger) },
      ],
    });
    expect(lines).toEqual(['made order-1', 'made order-2']);
    expect(ledger.lines).toEqual(['value order-1', 'value order-2']);
  });

  it('runs for each subclass that inherits it, and for the base class where that is provided too', async () => {
    @Injectable()
    class Base {
      constructor(readonly ledger: Ledger) {}

      @OnPaymentPaid()
      ship({ payment }: PaymentPaidEvent): void {
        this.ledger.lines.push(`${this.constructor.name} ${payment.reference}`);
      }
    }
    @Injectable()
    class North extends Base {}
    @Injectable()
    class South extends Base {
      override ship(event: PaymentPaidEvent): void {
        super.ship(event);
      }
    }
    @Injectable()
    class West extends Base {}
    const lines = await linesOf({ providers: [Base, North, South, West] });
    // Overridden without a decorator of its own, a method is not a handler, as everywhere in Nest.
    expect(lines.sort()).toEqual([
      'Base order-1',
      'Base order-2',
      'North order-1',
      'North order-2',
      'West order-1',
      'West order-2',
    ]);
  });

  it('that cannot be made is a failed run like any other', async () => {
    let broken = true;
    @Injectable({ scope: Scope.REQUEST })
    class Ship {
      constructor(readonly ledger: Ledger) {
        if (broken) {
          broken = false;
          throw new Error('no connection');
        }
      }

      @OnPaymentPaid()
      ship({ payment, attempt }: PaymentPaidEvent): void {
        this.ledger.lines.push(`${payment.reference} ${attempt}`);
      }
    }
    const { app, khqr, bank, clock } = await openShop({ providers: [Ledger, Ship] });
    const { md5 } = await khqr.createPayment({ ...ORDER, reference: 'order-1' });
    bank.pay(md5);
    await clock.advance(4000);
    const [delivery] = await app.get(KhqrOperations).listDeliveries();
    expect(delivery).toMatchObject({ status: 'waiting', error: 'no connection' });
    await clock.advance(10_000);
    expect(app.get(Ledger).lines).toEqual(['order-1 2']);
    await app.close();
  });

  it('may call the service, and make and cancel payments', async () => {
    @Injectable()
    class Ship {
      constructor(
        readonly ledger: Ledger,
        readonly khqr: KhqrService,
      ) {}

      @OnPaymentPaid()
      async ship({ payment }: PaymentPaidEvent): Promise<void> {
        if (!payment.reference.startsWith('order')) return;
        const rest = await this.khqr.createPayment({
          ...ORDER,
          reference: `rest-of-${payment.reference}`,
        });
        await this.khqr.cancelPayment(rest.id);
        this.ledger.lines.push(rest.reference);
      }
    }
    expect(await linesOf({ providers: [Ship] })).toEqual(['rest-of-order-1', 'rest-of-order-2']);
  });
});
