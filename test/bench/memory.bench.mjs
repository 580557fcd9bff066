// Heap of one pending payment in the memory store, at 100,000 of them: everything the store keeps of it, indexes included.
// The payments are made as the module makes them (begin, then activate), with codes of a real length. Goal: at most 2 kB.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median, line } from './figures.mjs';

const PAYMENTS = 100_000;
const ROUNDS = 5;
const GOAL_BYTES = 2048;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const dist = new URL('../../dist/esm/', import.meta.url);
const { MemoryPaymentStore } = await import(new URL('index.js', dist));
const { encodeKhqr } = await import(new URL('emv/index.js', dist));
const { beginRule } = await import(new URL('payment/rules/begin.rule.js', dist));
const { activateRule } = await import(new URL('payment/rules/create.rule.js', dist));
const { SystemClock } = await import(new URL('clock/system.clock.js', dist));
const { SystemRandom } = await import(new URL('clock/system.random.js', dist));

const random = new SystemRandom();
const clock = new SystemClock();

async function fill(store) {
  for (let n = 0; n < PAYMENTS; n += 1) {
    const key = { account: 'default', reference: `order-${n}` };
    const ask = {
      ...key,
      id: random.id(),
      provider: 'apikhqr',
      amountMinor: 500 + n,
      currency: 'USD',
      note: `Order #${n}`,
      metadata: { cart: n },
      payee: null,
      replace: false,
      expiresInMs: 300_000,
      owner: 'bench',
      leaseMs: 30_000,
    };
    const now = clock.now();
    const { qr, md5 } = encodeKhqr({
      account: 'coffee_shop@abaa',
      merchantName: 'Coffee Shop Phnom Penh',
      merchantCity: 'Phnom Penh',
      currency: 'USD',
      amount: ((500 + n) / 100).toFixed(2),
      billNumber: random.id(),
      createdAt: now,
      expiresAt: now + 300_000,
    });
    // As it comes off the wire, so that no text shares memory with how it was put together here.
    const code = JSON.parse(
      JSON.stringify({
        md5,
        qrString: qr,
        verified: true,
        qrImageUrl: `https://www.khqrapi.com/qr/${md5}`,
        qrStandUrl: null,
        billNumber: `PAY26${n}`,
        providerRef: null,
        expiresAt: now + 300_000,
      }),
    );
    await store.decide(key, beginRule(ask));
    await store.decide(
      key,
      activateRule(ask.id, {
        codeOf: () => code,
        madeAt: now,
        firstDueAt: (_record, at) => at + 3000,
      }),
    );
  }
}

const bytes = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const store = new MemoryPaymentStore();
  await store.open({ clock, warn: () => undefined });
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await fill(store);
  collectGarbage();
  bytes.push((process.memoryUsage().heapUsed - before) / PAYMENTS);
  await store.close();
}
console.log(line(`bytes a pending payment at ${PAYMENTS}`, bytes, 0));
const good = median(bytes) <= GOAL_BYTES;
console.log(`goal: at most ${GOAL_BYTES}: ${good ? 'met' : 'MISSED'}`);
process.exitCode = good ? 0 : 1;
