// Ten thousand pending payments in one process at `ratePerSecond: 500`, on the machine's own clock: the requests in every
// window of 10 s, looks at the queue that overlap, and how long the shutdown takes with answers under way.
// Goals: within 2 % of 5,000; none; at most 15 s. Takes 45 s.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';

const PENDING = 10_000;
const RATE = 500;
const WINDOW_MS = 10_000;
const SECONDS = 42;
const WARM_UP_MS = 2000;
const MOST_OFF = 0.02;
const DRAIN_GOAL_MS = 15_000;

const { KhqrModule, KhqrService, MemoryPaymentStore, PaymentTracker } = await import(
  new URL('../../dist/esm/index.js', import.meta.url)
);

const times = [];
let underWay = 0;
const asking = new Set();
let together = 0;
const provider = {
  name: 'bench',
  host: '',
  lane: 'bench',
  capabilities: {
    currencies: ['USD'],
    expiry: 'ours',
    expiresInMs: 3_600_000,
    createIsCall: true,
    batchSize: 1,
    minGapMs: 3000,
    ratePerSecond: RATE,
    requestsPerDay: null,
  },
  createPayment: () => Promise.reject(new Error('not asked here')),
  async checkPayment({ md5 }) {
    times.push(performance.now());
    if (asking.has(md5)) together += 1;
    asking.add(md5);
    underWay += 1;
    await wait(20 + 180 * Math.random());
    underWay -= 1;
    asking.delete(md5);
    return { outcome: 'pending' };
  },
};

const store = new MemoryPaymentStore();
const nextDueAt = store.nextDueAt.bind(store);
let looking = 0;
let overlaps = 0;
store.nextDueAt = async (routes) => {
  overlaps += looking > 0 ? 1 : 0;
  looking += 1;
  // Slow enough for two looks to meet, if they could.
  await wait(1);
  looking -= 1;
  return nextDueAt(routes);
};

class AppModule {}
const imports = [
  ScheduleModule.forRoot(),
  EventEmitterModule.forRoot(),
  KhqrModule.forRoot({ provider, store }),
];
const app = await NestFactory.createApplicationContext(
  { module: AppModule, imports },
  { logger: ['error'] },
);
const khqr = app.get(KhqrService);
for (let n = 0; n < PENDING; n += 1) {
  await khqr.adoptPayment({
    reference: `order-${n}`,
    md5: createHash('md5').update(String(n)).digest('hex'),
    amount: '5.00',
    currency: 'USD',
    expiresAt: new Date(Date.now() + 3_600_000),
  });
}

await wait(SECONDS * 1000);
const { ticks, inFlight } = await app.get(PaymentTracker).stats();
const end = performance.now();
const begun = performance.now();
await app.close();
const drainMs = performance.now() - begun;

const from = (times[0] ?? 0) + WARM_UP_MS;
let [least, most] = [Infinity, 0];
for (let first = 0, behind = 0; first < times.length; first += 1) {
  const start = times[first];
  if (start < from) continue;
  if (start + WINDOW_MS > end) break;
  while (behind < times.length && times[behind] < start + WINDOW_MS) behind += 1;
  least = Math.min(least, behind - first);
  most = Math.max(most, behind - first);
}
const wanted = (RATE * WINDOW_MS) / 1000;
const off = Math.max(most - wanted, wanted - least) / wanted;
const percent = (100 * off).toFixed(2);
console.log(`requests in any window of 10 s: ${least} to ${most} of ${wanted}, ${percent} % off`);
console.log(`looks at the queue: ${ticks}, overlapping: ${overlaps}`);
console.log(`checks of one md5 at once: ${together}`);
console.log(
  `shutdown with ${inFlight} under way: ${drainMs.toFixed(0)} ms, ${underWay} left unanswered`,
);
const good =
  off <= MOST_OFF && overlaps === 0 && together === 0 && underWay === 0 && drainMs <= DRAIN_GOAL_MS;
console.log(`goals: ${good ? 'met' : 'MISSED'}`);
process.exitCode = good ? 0 : 1;
