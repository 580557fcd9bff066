import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describePostgres, sql } from '../support/postgres.js';
import { FaultWorld } from './support/fault.world.js';
import { until } from './support/until.js';

const REPLICAS = 8;
const PAYMENTS = 2000;
/** Requests a second for all of them together; a payment wants to be asked about every 3 s, so there is always more to ask. */
const RATE = 100;
const WINDOW_MS = 10_000;
/**
 * The ledger lets checks run 0.15 s ahead of the clock, 1.5 % of a window; the rest is for requests that arrive later than they
 * were granted. Eight processes that have just started keep each other from running for longer than that.
 */
const WARM_MS = 2500;
/** Nobody pays before this is over, so that the queue is always longer than the rate. */
const BUSY_MS = 12_000;

describePostgres(`${REPLICAS} processes with ${PAYMENTS} payments on one PostgreSQL`, () => {
  let world: FaultWorld;
  let startedAt = 0;
  let busyUntil = 0;

  beforeAll(async () => {
    world = await FaultWorld.open({
      store: 'postgres',
      claim: 'once',
      leaseMs: 30_000,
      ratePerSecond: RATE,
    });
    const { bank } = world;
    const [first] = await Promise.all([world.start()]);
    const codes = Array.from({ length: PAYMENTS }, (_, n) =>
      bank.issue(`order-${n}`, '5.00', 'USD'),
    );
    await first.adopt(codes);
    await Promise.all(Array.from({ length: REPLICAS - 1 }, () => world.start()));
    startedAt = performance.now() + WARM_MS;
    await until(
      'the queue was busy long enough',
      () => performance.now() - startedAt > BUSY_MS,
      60_000,
    );
    busyUntil = performance.now();
    for (const { md5 } of codes) bank.pay(md5);
    await world.shipped(first, 60_000);
  }, 180_000);

  afterAll(() => world.close());

  it('pays each once: one transition, one event, one effect', async () => {
    const { bank, effects, store } = world;
    expect(bank.paid.size).toBe(PAYMENTS);
    expect(effects.lost(bank.paid)).toEqual([]);
    expect(effects.wrong(bank.paid)).toEqual([]);
    expect(effects.withTwoIds()).toEqual([]);
    const schema = store.kind === 'postgres' ? store.schema : '';
    const transitions = await sql(
      `SELECT count(*)::int AS all, count(DISTINCT payment_id)::int AS payments FROM ${schema}.khqr_history WHERE to_status = 'PAID'`,
    );
    expect(transitions).toEqual([{ all: PAYMENTS, payments: PAYMENTS }]);
  });

  it('never asks twice at once about one md5', () => {
    expect(world.bank.audit.mostAtOnce).toBe(1);
  });

  it('keeps the shared rate within 3 % in every 10 s', () => {
    const { most, least } = world.bank.audit.windows(WINDOW_MS, startedAt, busyUntil);
    const whole = (RATE * WINDOW_MS) / 1000;
    expect(most).toBeLessThanOrEqual(whole * 1.03);
    expect(least).toBeGreaterThanOrEqual(whole * 0.97);
  });
});
