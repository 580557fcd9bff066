// One of several processes over one payment file: claims until nothing is left, strikes every payment once, and tells what it got.
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';

const [file, owner] = process.argv.slice(2);
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout,
  clearTimeout,
};
const store = new SqlitePaymentStore({ path: file });
await store.open({ clock, warn: console.warn });
process.send({ ready: true });
await new Promise((resolve) => process.once('message', resolve));

const claimed = [];
for (;;) {
  const claims = await store.claimDue({
    routes: [{ account: 'default', provider: 'sandbox' }],
    owner,
    limit: 3,
    leaseMs: 60_000,
  });
  if (claims.length === 0) break;
  claimed.push(...claims.map(({ record }) => record.id));
  await store.decide({ account: 'default', reference: 'shared' }, (attempts) => ({
    writes: attempts.map((known) => ({ ...known, strikes: known.strikes + claims.length })),
    events: [],
    result: undefined,
  }));
}
await store.close();
process.send({ claimed });
process.disconnect();
