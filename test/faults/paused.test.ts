import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { describeStore, FaultWorld, STORES } from './support/fault.world.js';
import { until } from './support/until.js';

const ORDER = { reference: 'order', amount: '5.00', currency: 'USD' } as const;

for (const store of STORES) {
  // SIGSTOP, as a machine that is suspended or a stalled event loop: the process comes back with an answer of the past.
  describeStore(store, 'a process that stands still past its lease', () => {
    it.each([
      { late: 'PAID', paysBefore: true },
      { late: 'WAITING', paysBefore: false },
    ])(
      'comes back with $late: one PAID, one effect',
      async ({ paysBefore }) => {
        const world = await FaultWorld.open({ store, claim: 'once' });
        const { bank } = world;
        try {
          const first = await world.start();
          let stopped = false;
          bank.onCheck = async () => {
            bank.onCheck = () => undefined;
            // A bank that takes its time: the process has nothing else to do by then, and holds no lock of a database.
            await delay(300);
            first.signal('SIGSTOP');
            stopped = true;
          };
          const [made] = await first.create([ORDER]);
          const md5 = made?.md5 ?? '';
          if (paysBefore) bank.pay(md5);
          await until('it stands still with a check under way', () => stopped);
          bank.pay(md5);
          const second = await world.start();
          await world.shipped(second);
          expect(await second.get(ORDER.reference)).toMatchObject({
            status: 'PAID',
            // Its own process's claim, known by the 409; or told to the second one.
            recovered: paysBefore,
          });
          first.signal('SIGCONT');
          // Answers again only when it has taken its late answer in.
          expect(await first.get(ORDER.reference)).toMatchObject({ status: 'PAID' });
          await first.close();
          const after = await second.get(ORDER.reference);
          expect(after).toMatchObject({ status: 'PAID', recovered: paysBefore });
          expect(world.effects.runs.get(ORDER.reference)).toHaveLength(1);
          expect(world.effects.wrong(bank.paid)).toEqual([]);
        } finally {
          await world.close();
        }
      },
      60_000,
    );
  });
}
