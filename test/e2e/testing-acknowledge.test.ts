import { Injectable, Module, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrModule,
  KhqrOperations,
  KhqrService,
  MemoryPaymentStore,
  OnPaymentPaid,
  PaymentPaidEvent,
  type PaymentStore,
} from 'nestjs-khqr';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { useKhqrTesting } from 'nestjs-khqr/testing';

const ORDER = { reference: 'order-1', amount: 5, currency: 'USD' } as const;

@Injectable()
class Fulfilment {
  readonly done: string[] = [];

  @OnPaymentPaid({ id: 'orders.ship' })
  async ship({ payment, acknowledge }: PaymentPaidEvent): Promise<void> {
    await acknowledge((sql) => this.done.push(sql));
    this.done.push(payment.reference);
  }
}

function appWith(store: PaymentStore): Type<unknown> {
  @Module({
    imports: [
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      KhqrModule.forRoot({ provider: 'sandbox', store }),
    ],
    providers: [Fulfilment],
  })
  class AppModule {}
  return AppModule;
}

async function fulfil(store: PaymentStore) {
  const khqr = useKhqrTesting(Test.createTestingModule({ imports: [appWith(store)] }));
  const app = (await khqr.compile()).createNestApplication({ logger: false });
  await app.init();
  await app.get(KhqrService).createPayment(ORDER);
  khqr.bank.payByReference('order-1');
  await khqr.settled();
  const deliveries = await app.get(KhqrOperations).listDeliveries({});
  await app.close();
  return { done: app.get(Fulfilment).done, deliveries };
}

describe('a handler that acknowledges, in a test', () => {
  it("runs whole where the application's own store takes it, and its transaction is left alone", async () => {
    const { done, deliveries } = await fulfil(new SqlitePaymentStore({ path: '/nowhere/khqr.db' }));
    expect(done).toEqual(['order-1']);
    expect(deliveries).toMatchObject([{ status: 'done' }]);
  });

  it('fails as it would in production where that store shares no database', async () => {
    const { done, deliveries } = await fulfil(new MemoryPaymentStore());
    expect(done).toEqual([]);
    expect(deliveries).toMatchObject([
      { status: 'waiting', error: expect.stringContaining('acknowledge') },
    ]);
  });
});
