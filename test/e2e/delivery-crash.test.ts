import { describe, expect, it } from '@jest/globals';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import { paidHandler } from '../support/handlers.js';
import { intercept, sharedStore } from '../support/replicas.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

/** The step in the store at which a process dies: before it is done, or when it has been done. */
interface Death {
  readonly at: keyof PaymentStore;
  readonly done: boolean;
}

/** A store through which a process can die: from then on it gets no answer, as if it were not there any more. */
function mortal(store: PaymentStore) {
  let death: Death | null = null;
  let dead = false;
  const methods = Object.fromEntries(
    METHODS.map((name) => [
      name,
      async (...args: unknown[]): Promise<unknown> => {
        const never = new Promise<never>(() => undefined);
        if (dead) return never;
        const dying = death?.at === name;
        if (dying && death?.done === false) {
          dead = true;
          return never;
        }
        const answer = await (store[name] as (...given: unknown[]) => Promise<unknown>)(...args);
        // A claim of nothing is not what the process dies of.
        if (dying && !(Array.isArray(answer) && answer.length === 0)) {
          dead = true;
          return never;
        }
        return answer;
      },
    ]),
  );
  return {
    store: intercept(store, methods),
    dieAt: (given: Death) => (death = given),
    isDead: () => dead,
  };
}

const METHODS = [
  ...(['decide', 'find', 'claimDue', 'claimOne', 'release', 'decideLane', 'openRoutes'] as const),
  ...(['findStale', 'nextDueAt', 'claimDeliveries', 'startDelivery', 'finishDelivery'] as const),
  ...(['nextDeliveryAt', 'registerHandlers', 'buryOrphans', 'appendEvent', 'now'] as const),
] as const;

const DEATHS: readonly Death[] = (
  ['claimDue', 'decide', 'claimDeliveries', 'startDelivery', 'finishDelivery'] as const
).flatMap((at) => [
  { at, done: false },
  { at, done: true },
]);

describe.each(['once', 'repeat'] as const)(
  'a process that dies (the provider tells PAID %s)',
  (claim) => {
    it.each(DEATHS)('at $at, done: $done: another one fulfils the order', async ({ at, done }) => {
      const clock = new KhqrTestClock();
      const store = sharedStore();
      const bank = new SandboxBank({ clock, random: new SeededRandom(1), claim });
      const events: string[] = [];
      const ship = paidHandler('ship', ({ id, attempt }) => events.push(`${id} ${attempt}`));
      const grave = mortal(store);
      const first = await openShop({
        providers: [ship],
        testing: { store: grave.store, clock, bank },
      });
      const { md5, id } = await first.khqr.createPayment(ORDER);
      await clock.advance(2000);
      grave.dieAt({ at, done });
      bank.pay(md5);
      await clock.advance(2000);
      expect(grave.isDead()).toBe(true);

      const second = await openShop({
        providers: [ship],
        testing: { store, clock, bank, seed: 2 },
      });
      // Every lease of the dead one ends: 30 s for a check, 45 s for a delivery.
      await clock.advance(90_000);
      expect(await second.khqr.getPayment({ id })).toMatchObject({ status: 'PAID' });
      // Where the handler had run before the death, it runs again with the same event id.
      expect(events.length).toBeGreaterThanOrEqual(1);
      expect(events.length).toBeLessThanOrEqual(2);
      expect(new Set(events.map((event) => event.split(' ')[0]))).toEqual(new Set([`${id}.paid`]));
      const ranBefore = at === 'finishDelivery';
      expect(events).toHaveLength(ranBefore && !done ? 2 : 1);
      const [view] = await store.listDeliveries({ paymentId: id }, 10);
      expect(view?.delivery.status).toBe('done');
      const closing = Promise.all([first.app.close(), second.app.close()]);
      await clock.advance(15_000);
      await closing;
    });
  },
);

describe('a process that dies while it makes a code', () => {
  it('leaves an attempt that is given up, and the next call makes another', async () => {
    const clock = new KhqrTestClock();
    const store = sharedStore();
    const bank = new SandboxBank({ clock, random: new SeededRandom(1) });
    const grave = mortal(store);
    const first = await openShop({ testing: { store: grave.store, clock, bank } });
    bank.setFaults({ latencyMs: 2000 });
    void first.khqr.createPayment(ORDER);
    await clock.advance(1000);
    grave.dieAt({ at: 'decide', done: false });
    await clock.advance(2000);
    expect(grave.isDead()).toBe(true);
    bank.setFaults({});

    const second = await openShop({ testing: { store, clock, bank, seed: 2 } });
    const attempt = second.khqr.createPayment(ORDER);
    await clock.advance(40_000);
    expect(await attempt).toMatchObject({ status: 'PENDING', attempt: 2 });
    expect(await store.attempts({ account: 'default', reference: 'order-1' })).toMatchObject([
      { attempt: 1, status: 'FAILED' },
      { attempt: 2, status: 'PENDING' },
    ]);
    const closing = Promise.all([first.app.close(), second.app.close()]);
    await clock.advance(15_000);
    await closing;
  });
});
