import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OnPaymentExpired, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentExpiredEvent, PaymentPaidEvent } from '../../lib/events/payment.events.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { closeAll, sharedStore } from '../support/replicas.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { Ledger, openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment, id, attempt }: PaymentPaidEvent): void {
    this.ledger.lines.push(`paid ${payment.reference} ${id === `${payment.id}.paid`} ${attempt}`);
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.ledger.lines.push(`expired ${payment.reference}`);
  }
}

/** This many replicas of one shop over one store, a little out of step with each other. */
async function openReplicas(count: number, seed = 1) {
  const store = sharedStore();
  const providers = [Ledger, Fulfilment];
  const first = await openShop({ providers, testing: { store, seed } });
  const { bank, clock } = first;
  const replicas = [first];
  for (let index = 1; index < count; index += 1) {
    await clock.advance(137);
    const testing = { store, bank, clock, seed: seed + index };
    replicas.push(await openShop({ providers, testing }));
  }
  const lines = () => replicas.flatMap(({ app }) => app.get(Ledger).lines).sort();
  return { first, replicas, bank, clock, store, lines };
}

describe('replicas over one store', () => {
  it('ask about one md5 one at a time and never within its gap, and fulfil each order once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom('once' as const, 'repeat' as const),
        fc.integer({ min: 2, max: 4 }),
        async (seed, claim, count) => {
          const { replicas, bank, clock, lines } = await openReplicas(count, seed);
          bank.claim = claim;
          bank.setFaults({ lostAnswers: 0.1, errors: 0.1, notSent: 0.1, latencyMs: [1, 2500] });
          const last = new Map<string, number>();
          let closest = Infinity;
          bank.on((event) => {
            if (event.type !== 'asked' || event.call !== 'check') return;
            closest = Math.min(closest, event.at - (last.get(event.key) ?? -Infinity));
            last.set(event.key, event.at);
          });
          const references = Array.from({ length: 30 }, (_, index) => `order-${index}`);
          for (const [index, reference] of references.entries()) {
            const { khqr } = replicas[index % count] ?? { khqr: undefined };
            // A create whose answer is lost is asked again by the customer.
            const create = async (): Promise<void> => {
              await khqr?.createPayment({ ...ORDER, reference }).catch(create);
            };
            void create();
            await clock.advance(400);
            // Pages and cron jobs ask too, on whatever replica.
            const other = replicas[(index + 1) % count];
            const known = bank.list().at(-1);
            if (known) {
              const payment = await other?.khqr.getPayment({ md5: known.md5 });
              if (payment) void other?.khqr.checkPayment(payment.id);
            }
          }
          await clock.advance(20_000);
          const paid = references.filter((_reference, index) => index % 2 === 0);
          for (const reference of paid) {
            bank.payByReference(reference);
            await clock.advance(250);
          }
          await clock.advance(600_000);
          expect(bank.stats().maxConcurrentChecks).toBe(1);
          expect(closest).toBeGreaterThanOrEqual(3000);
          const expected = references.map((reference, index) =>
            index % 2 === 0 ? `paid ${reference} true 1` : `expired ${reference}`,
          );
          expect(lines()).toEqual(expected.sort());
          await closeAll(
            clock,
            replicas.map(({ app }) => app),
          );
        },
      ),
      { numRuns: 5 },
    );
  }, 120_000);

  it('take over what another one leaves when it closes', async () => {
    const { replicas, bank, clock, first, lines } = await openReplicas(2);
    const { md5 } = await first.khqr.createPayment(ORDER);
    await clock.advance(5000);
    await first.app.close();
    bank.pay(md5);
    await clock.advance(5000);
    expect(lines()).toEqual(['paid order-1 true 1']);
    for (const { app } of replicas.slice(1)) await app.close();
  });
});

describe('a process that stands still during a check, longer than its lease', () => {
  /** A replica that lives on, and one that stops, as by SIGSTOP, with the bank's answer on its way to it. */
  async function openPaused() {
    const store = sharedStore();
    const living = await openShop({ providers: [Ledger, Fulfilment], testing: { store } });
    const { bank, clock } = living;
    let goOn: () => void = () => undefined;
    const stopped = new ScriptedProvider(
      async (request) => {
        const reply = await bank.check(request.md5);
        await new Promise<void>((resolve) => (goOn = resolve));
        if (reply.outcome === 'failed') return { outcome: 'unknown', failure: reply.failure };
        return reply.value.status === 'paid'
          ? { outcome: 'paid', evidence: { amountMinor: 500, currency: 'USD' } }
          : { outcome: 'pending' };
      },
      {},
      'sandbox',
    );
    const paused = await openShop({
      khqr: { provider: stopped, tracker: { enabled: false }, delivery: { enabled: false } },
      testing: { store, clock: new KhqrTestClock(), keepCustomProviders: true, seed: 2 },
    });
    bank.claim = 'once';
    const { id, md5 } = await living.khqr.createPayment(ORDER);
    await clock.advance(2999);
    return {
      ...{ store, living, bank, clock, id, md5 },
      /** Leases the payment and asks, then stands still. */
      ask: async () => {
        await clock.advance(1);
        const check = paused.khqr.checkPayment(id);
        await clock.advance(0);
        return {
          goOn: async () => {
            goOn();
            await check;
          },
        };
      },
      lines: living.app.get(Ledger).lines,
      close: async () => {
        await living.app.close();
        await paused.app.close();
      },
    };
  }

  it('took the one PAID with it: the other concludes it from "already claimed", and its late PAID is no second one', async () => {
    const { living, bank, clock, id, md5, ask, lines, close } = await openPaused();
    living.app.get(PaymentTracker).pause();
    bank.pay(md5);
    const { goOn } = await ask();
    living.app.get(PaymentTracker).resume();
    await clock.advance(29_000);
    expect(await living.khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });
    await clock.advance(5000);
    expect(await living.khqr.getPayment({ id })).toMatchObject({ status: 'PAID', recovered: true });
    await goOn();
    await clock.advance(60_000);
    expect(lines).toEqual(['paid order-1 true 1']);
    expect(bank.stats().maxConcurrentChecks).toBe(1);
    await close();
  });

  it('brings PAID late, under a lease that is not its own any more: it counts', async () => {
    const { living, bank, clock, id, md5, ask, lines, close } = await openPaused();
    living.app.get(PaymentTracker).pause();
    bank.pay(md5);
    const { goOn } = await ask();
    living.app.get(PaymentTracker).resume();
    bank.setFaults({ errors: 1 });
    await clock.advance(60_000);
    expect(await living.khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });
    await goOn();
    expect(await living.khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
    await clock.advance(60_000);
    expect(lines).toEqual(['paid order-1 true 1']);
    await close();
  });

  it('brings "not paid" late: it says nothing any more', async () => {
    const { living, bank, clock, id, md5, ask, lines, store, close } = await openPaused();
    living.app.get(PaymentTracker).pause();
    const { goOn } = await ask();
    living.app.get(PaymentTracker).resume();
    bank.setFaults({ errors: 1 });
    await clock.advance(60_000);
    const before = await store.find({ id });
    expect(before).toMatchObject({ inDoubt: true });
    await goOn();
    expect(await store.find({ id })).toEqual(before);
    bank.setFaults({});
    bank.pay(md5);
    await clock.advance(60_000);
    expect(lines).toEqual(['paid order-1 true 1']);
    await close();
  });
});
