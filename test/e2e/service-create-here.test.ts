import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrOperations,
  KhqrProviderError,
  OnPaymentCreated,
  type CreateAnswer,
  type CreateRequest,
  type PaymentCreatedEvent,
} from 'nestjs-khqr';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { rejection } from '../support/caught.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { Ledger, openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

/** Makes its codes itself, as `bakong` does. */
class WritingProvider extends ScriptedProvider {
  instead: ((request: CreateRequest) => CreateAnswer) | null = null;

  constructor() {
    super(undefined, { createIsCall: false });
  }

  override async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    const answer = await super.createPayment(request);
    return this.instead?.(request) ?? answer;
  }
}

class CountingStore extends MemoryPaymentStore {
  decisions = 0;
  ahead = 0;

  override decide: MemoryPaymentStore['decide'] = (key, rule) => {
    this.decisions += 1;
    return MemoryPaymentStore.prototype.decide.call(this, key, (attempts, now) =>
      rule(attempts, now + this.ahead),
    ) as never;
  };
}

@Injectable()
class Welcome {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentCreated()
  greet({ payment }: PaymentCreatedEvent): void {
    this.ledger.lines.push(`${payment.reference} ${payment.status} ${payment.md5}`);
  }
}

async function open() {
  const provider = new WritingProvider();
  const store = new CountingStore();
  const shop = await openShop({
    khqr: { provider },
    providers: [Ledger, Welcome],
    testing: { store, keepCustomProviders: true },
  });
  const historyOf = async (id: string) =>
    (await shop.app.get(KhqrOperations).getHistory(id)).map(
      ({ from, to, reason }) => `${from ?? ''}>${to} ${reason}`,
    );
  return { ...shop, provider, store, historyOf, lines: shop.app.get(Ledger).lines };
}

describe('a code that is made here, without asking anybody', () => {
  it('is written once, with its payment, its history and its event', async () => {
    const { app, khqr, clock, store, historyOf, lines } = await open();
    const payment = await khqr.createPayment(ORDER);
    expect(store.decisions).toBe(1);
    expect(payment).toMatchObject({ status: 'PENDING', attempt: 1 });
    expect(await store.find({ id: payment.id })).toMatchObject({
      leaseOwner: null,
      dueAt: expect.any(Number),
    });
    expect(await historyOf(payment.id)).toEqual(['CREATING>PENDING created']);
    await clock.advance(1000);
    expect(lines).toEqual([`order-1 PENDING ${payment.md5}`]);
    await app.close();
  });

  it('is one payment for 50 calls at once, and the same one later', async () => {
    const { app, khqr, store } = await open();
    const made = await Promise.all(Array.from({ length: 50 }, () => khqr.createPayment(ORDER)));
    expect(new Set(made.map(({ id, md5 }) => `${id} ${md5}`)).size).toBe(1);
    expect(await khqr.createPayment(ORDER)).toEqual(made[0]);
    expect((await store.list({}, 100, null)).records).toHaveLength(1);
    await app.close();
  });

  it('cannot be made: asked once, FAILED, and made anew when the shop asks again', async () => {
    const { app, khqr, provider, historyOf } = await open();
    const message = 'no ink';
    provider.instead = () => ({ outcome: 'failed', failure: { kind: 'in-doubt', message } });
    const error = await rejection(khqr.createPayment(ORDER));
    expect(error).toBeInstanceOf(KhqrProviderError);
    expect(provider.creates).toHaveLength(1);
    const failed = await khqr.getPayment({ reference: 'order-1' });
    expect(failed).toMatchObject({ status: 'FAILED', md5: '' });
    expect(await historyOf(failed?.id ?? '')).toEqual(['CREATING>FAILED create-answer-lost']);
    provider.instead = null;
    expect(await khqr.createPayment(ORDER)).toMatchObject({ status: 'PENDING', attempt: 2 });
    await app.close();
  });

  it('is shown again while it is open, although no other could be made now', async () => {
    const { app, khqr, provider } = await open();
    const payment = await khqr.createPayment(ORDER);
    provider.instead = () => {
      throw new Error('no ink');
    };
    expect(await khqr.createPayment(ORDER)).toEqual(payment);
    await app.close();
  });

  it('is made anew for its payment where the store’s clock has gone elsewhere meanwhile', async () => {
    const { app, khqr, clock, provider, store } = await open();
    await khqr.createPayment(ORDER);
    // A machine that went on after a pause: this process still counts from what the store said before.
    const ahead = 600_000;
    store.now = () => Promise.resolve(clock.now() + ahead);
    store.ahead = ahead;
    const { id } = await khqr.createPayment({ ...ORDER, reference: 'order-2' });
    const { createdAt } = (await store.find({ id })) ?? {};
    expect(createdAt).toBe(clock.now() + ahead);
    expect(provider.creates.at(-1)?.now).toBe(createdAt);
    await app.close();
  });

  it('has the md5 of another order’s: refused, and nothing is stored', async () => {
    const { app, khqr, provider, store } = await open();
    const { md5 } = await khqr.createPayment(ORDER);
    provider.instead = () => ({ outcome: 'created', md5, verified: false });
    const error = await rejection(khqr.createPayment({ ...ORDER, reference: 'order-2' }));
    expect(error).toBeInstanceOf(KhqrProviderError);
    expect(error).toMatchObject({ message: expect.stringContaining('another payment has') });
    expect((await store.list({}, 100, null)).records).toHaveLength(1);
    await app.close();
  });
});
