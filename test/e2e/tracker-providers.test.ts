import { Injectable, type Provider } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnKhqrAlert } from '../../lib/events/on-payment.decorator.js';
import type { KhqrAlertEvent } from '../../lib/events/payment.events.js';
import { KhqrOperations } from '../../lib/khqr.operations.js';
import { STATUS, toCheckAnswer } from '../../lib/providers/apikhqr/apikhqr.mapper.js';
import type { CheckAnswer, CheckRequest } from '../../lib/providers/khqr-provider.port.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { PaymentTracker } from '../../lib/tracker/payment-tracker.js';
import { fillQueue } from '../support/replicas.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;
const PAID: CheckAnswer = { outcome: 'paid', evidence: {} };

async function openWith(
  provider: ScriptedProvider,
  store = new MemoryPaymentStore(),
  providers: Provider[] = [],
) {
  const shop = await openShop({
    khqr: { provider },
    providers,
    testing: { store, keepCustomProviders: true },
  });
  return { ...shop, store, tracker: shop.app.get(PaymentTracker) };
}

describe('a provider of one’s own that breaks its promises', () => {
  it('never answered: its checks were under way for ever, and the lane was full', async () => {
    const provider = new ScriptedProvider((_request, call) =>
      call <= 300 ? new Promise<CheckAnswer>(() => undefined) : PAID,
    );
    const { app, clock, store, tracker } = await openWith(provider);
    const records = await fillQueue(store, 300, () => ({ provider: 'scripted' }));
    await clock.advance(120_000);
    expect(await tracker.stats()).toMatchObject({ inFlight: 0, pending: 0, paid: 300 });
    expect(await store.find({ id: records[0]?.id ?? '' })).toMatchObject({ status: 'PAID' });
    await app.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('told of the money once, long after it was given up: it is PAID all the same', async () => {
    let tell = (_answer: CheckAnswer): void => undefined;
    // The later checks find it unpaid and end the doubt; the money that the first one has claimed comes after that.
    const provider = new ScriptedProvider((_request, call) =>
      call > 1 ? { outcome: 'pending' } : new Promise((resolve) => (tell = resolve)),
    );
    const { app, khqr, clock, tracker } = await openWith(provider);
    const { id } = await khqr.createPayment(ORDER);
    await clock.advance(30_000);
    // It may still be on its way: nobody asks beside it before its lease is over.
    expect(provider.checks).toHaveLength(1);
    await clock.advance(10_000);
    expect(provider.checks.length).toBeGreaterThan(1);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });
    tell(PAID);
    await clock.advance(1);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', recovered: false });
    const asked = provider.checks.length;
    await clock.advance(60_000);
    expect(provider.checks).toHaveLength(asked);
    expect((await tracker.stats()).pending).toBe(0);
    await app.close();
  });

  it('told late that other money had come: it stays PAID, and an alert, the log and the history say so', async () => {
    let tell = (_answer: CheckAnswer): void => undefined;
    const provider = new ScriptedProvider((_request, call) =>
      call > 1 ? PAID : new Promise((resolve) => (tell = resolve)),
    );
    const alerts: string[] = [];
    @Injectable()
    class Duty {
      @OnKhqrAlert()
      call({ kind, account }: KhqrAlertEvent): void {
        alerts.push(`${kind} ${account ?? ''}`);
      }
    }
    const { app, khqr, clock } = await openWith(provider, undefined, [Duty]);
    const { id } = await khqr.createPayment(ORDER);
    await clock.advance(40_000);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
    tell({ outcome: 'paid', evidence: { amountMinor: 1, currency: 'USD' } });
    await clock.advance(2000);
    expect(alerts).toEqual(['paid-misfit default']);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', reviewReason: 'amount' });
    const history = await app.get(KhqrOperations).getHistory(id);
    expect(history.at(-1)).toMatchObject({
      to: 'PAID',
      reason: 'amount',
      details: { amountMinor: 1 },
    });
    await app.close();
  });

  it.each<{ name: string; answer: () => unknown }>([
    {
      name: 'throws',
      answer: () => {
        throw new Error('broken');
      },
    },
    { name: 'rejects', answer: () => Promise.reject(new Error('')) },
    { name: 'answers nothing', answer: () => undefined },
    { name: 'answers null', answer: () => null },
    { name: 'answers in words of its own', answer: () => ({ outcome: 'PAID' }) },
    { name: 'fails without saying how', answer: () => ({ outcome: 'unknown' }) },
    {
      name: 'fails in words of its own',
      answer: () => ({ outcome: 'unknown', failure: { kind: 'oops' } }),
    },
  ])('is in doubt, and asked again a gap later: it $name', async ({ answer }) => {
    const provider = new ScriptedProvider((_request, call) =>
      call <= 2 ? (answer() as CheckAnswer) : { outcome: 'claimed' },
    );
    const { app, khqr, clock } = await openWith(provider);
    const { id } = await khqr.createPayment(ORDER);
    await clock.advance(4000);
    expect(provider.checks).toHaveLength(1);
    await clock.advance(4000);
    expect(provider.checks).toHaveLength(2);
    await clock.advance(4000);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', recovered: true });
    await app.close();
  });

  it('said "paid" without evidence: the answer was tried on the store for ever', async () => {
    const provider = new ScriptedProvider(() => JSON.parse('{"outcome":"paid"}') as CheckAnswer);
    const { app, khqr, clock } = await openWith(provider);
    const { id } = await khqr.createPayment(ORDER);
    await clock.advance(5000);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
    await app.close();
  });
});

describe('two answers that were swapped', () => {
  it('are discarded and leave both payments in doubt, as APIKHQR’s answers name their md5', async () => {
    const body = (md5: string, status: string) =>
      JSON.stringify({ success: true, status, md5, amount: 5, currency: 'USD' });
    let swapped = true;
    const asked: CheckRequest[] = [];
    const provider = new ScriptedProvider((request) => {
      asked.push(request);
      const other = created.find(({ md5 }) => md5 !== request.md5);
      const about = swapped ? (other?.md5 ?? '') : request.md5;
      const text = body(about, about === created[0]?.md5 ? 'PAID' : 'WAITING');
      const json = { json: JSON.parse(text) as unknown };
      return toCheckAnswer(
        { status: 200, serverTime: undefined, json: () => json } as never,
        request,
      );
    });
    const { app, khqr, clock, tracker } = await openWith(provider);
    const created = [
      await khqr.createPayment(ORDER),
      await khqr.createPayment({ ...ORDER, reference: 'order-2' }),
    ];
    await clock.advance(10_000);
    for (const { id } of created) {
      expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PENDING' });
    }
    expect((await tracker.stats()).unknown).toBe(asked.length);
    swapped = false;
    await clock.advance(5000);
    const statuses = await Promise.all(created.map(({ id }) => khqr.getPayment({ id })));
    expect(statuses.map((payment) => payment?.status)).toEqual(['PAID', 'PENDING']);
    expect(STATUS).toContain('status');
    await app.close();
  });
});

describe('a provider that is asked about many at once', () => {
  class BatchProvider extends ScriptedProvider {
    readonly batches: number[] = [];
    short = 0;
    broken = false;
    /** So many requests fail before one is answered. */
    failing = 0;

    constructor(private readonly paid: ReadonlySet<string>) {
      super(undefined, { batchSize: 10, ratePerSecond: 5 });
    }

    async checkPayments(requests: readonly CheckRequest[]): Promise<readonly CheckAnswer[]> {
      this.batches.push(requests.length);
      this.failing -= 1;
      if (this.broken || this.failing >= 0) throw new Error('broken');
      const answers = requests.map(({ id }): CheckAnswer =>
        this.paid.has(id) ? PAID : { outcome: 'pending' },
      );
      return answers.slice(0, answers.length - this.short);
    }
  }

  it('gets full batches, one request each of the rate, and every answer reaches its own payment', async () => {
    const paid = new Set<string>();
    const provider = new BatchProvider(paid);
    const { app, clock, store } = await openWith(provider);
    const records = await fillQueue(store, 100, () => ({ provider: 'scripted' }));
    for (const { id } of records.filter((_record, index) => index % 3 === 0)) paid.add(id);
    await clock.advance(2500);
    expect(provider.checks).toEqual([]);
    expect(provider.batches.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 10));
    for (const { id } of records) {
      const status = paid.has(id) ? 'PAID' : 'PENDING';
      expect(await store.find({ id })).toMatchObject({ status, inDoubt: false });
    }
    await app.close();
  });

  it.each([
    { failing: 1, modes: ['running'] },
    { failing: 5, modes: ['broken'] },
  ])('has failed $failing times, however many each was about', async ({ failing, modes }) => {
    const provider = new BatchProvider(new Set());
    provider.failing = failing;
    const { app, clock, store, tracker } = await openWith(provider);
    await fillQueue(store, 100, () => ({ provider: 'scripted' }));
    while (provider.failing > 0) await clock.advance(10);
    await clock.advance(100);
    expect((await tracker.stats()).lanes.map(({ mode }) => mode)).toEqual(modes);
    await app.close();
  });

  it.each([undefined, null, 'paid', {}])(
    'answered %j: in doubt, and the process lives',
    async (told) => {
      const provider = new BatchProvider(new Set());
      provider.checkPayments = () => Promise.resolve(told as never);
      const { app, clock, store, tracker } = await openWith(provider);
      const records = await fillQueue(store, 20, () => ({ provider: 'scripted' }));
      await clock.advance(2000);
      const { unknown, checks } = await tracker.stats();
      expect(unknown).toBeGreaterThanOrEqual(20);
      expect(checks).toBe(unknown);
      for (const { id } of records) {
        expect(await store.find({ id })).toMatchObject({ status: 'PENDING' });
      }
      await app.close();
    },
  );

  it('asked once for each of many accounts, whatever the rate of their one credential', async () => {
    const provider = new BatchProvider(new Set());
    const store = new MemoryPaymentStore();
    const names = Array.from({ length: 100 }, (_, index) => `branch-${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, { provider }]));
    const { app, clock } = await openShop({
      khqr: { accounts },
      testing: { store, keepCustomProviders: true },
    });
    const records = await fillQueue(store, 100, (index) => ({
      account: names[index] ?? '',
      provider: 'scripted',
    }));
    await clock.advance(10_000);
    const requests = provider.batches.length + provider.checks.length;
    expect(requests).toBeGreaterThanOrEqual(48);
    expect(requests).toBeLessThanOrEqual(52);
    // Nobody is passed over for it, and nobody is left leased.
    await clock.advance(11_000);
    expect(new Set(provider.checks.map(({ id }) => id)).size).toBe(100);
    const after = await Promise.all(records.map(({ id }) => store.find({ id })));
    expect(after.filter((record) => record?.inDoubt)).toEqual([]);
    await app.close();
  });

  it('left payments without an answer, or failed as a whole: they are in doubt and asked again', async () => {
    const paid = new Set<string>();
    const provider = new BatchProvider(paid);
    const { app, clock, store } = await openWith(provider);
    const records = await fillQueue(store, 10, () => ({ provider: 'scripted' }));
    for (const { id } of records) paid.add(id);
    provider.short = 4;
    await clock.advance(1000);
    const after = await Promise.all(records.map(({ id }) => store.find({ id })));
    expect(after.filter((record) => record?.status === 'PAID')).toHaveLength(6);
    expect(after.filter((record) => record?.inDoubt)).toHaveLength(4);
    provider.broken = true;
    await clock.advance(3000);
    provider.broken = false;
    provider.short = 0;
    await clock.advance(4000);
    const last = await Promise.all(records.map(({ id }) => store.find({ id })));
    expect(last.filter((record) => record?.status === 'PAID')).toHaveLength(10);
    await app.close();
  });
});
