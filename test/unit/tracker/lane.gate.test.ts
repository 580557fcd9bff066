import { describe, expect, it } from '@jest/globals';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../../lib/clock/seeded.random.js';
import { LaneGate } from '../../../lib/tracker/lane.gate.js';
import { sharedStore } from '../../support/replicas.js';

const LANE = 'lane';
const POLICY = { ratePerSecond: 10, requestsPerDay: null };
const STOPPED = { kind: 'lane', reason: 'stopped', message: 'The key is refused.' } as const;
const LOST = { kind: 'in-doubt', message: 'lost' } as const;

/** The gates of this many processes, over one ledger. */
async function open(count = 1) {
  const clock = new KhqrTestClock();
  const store = sharedStore();
  await store.open({ clock, warn: () => undefined });
  const gates = Array.from(
    { length: count },
    (_, seed) => new LaneGate(store, new SeededRandom(seed)),
  );
  const [gate = new LaneGate(store, new SeededRandom(0))] = gates;
  const take = (want = 1, by = gate) => by.take(LANE, POLICY, 'check', want);
  return { clock, store, gate, gates, take };
}

describe('LaneGate', () => {
  it('tells when a request was granted, and when to ask again', async () => {
    const { clock, take } = await open();
    await clock.advance(1234);
    expect(await take(2)).toEqual({
      granted: 2,
      retryInMs: expect.any(Number),
      mode: 'running',
      at: clock.now(),
    });
    expect(await take(5)).toMatchObject({ granted: 0, retryInMs: 50 });
    await clock.advance(50);
    expect(await take(5)).toMatchObject({ granted: 1 });
  });

  it('takes back what was not used', async () => {
    const { gate, take } = await open();
    expect((await take(2)).granted).toBe(2);
    await gate.giveBack(LANE, 2);
    await gate.giveBack(LANE, 0);
    await gate.giveBack('never seen', 3);
    expect((await take(2)).granted).toBe(2);
  });

  it('says once that a lane was stopped, however many are told', async () => {
    const { clock, gates } = await open(3);
    const at = clock.now();
    const told = await Promise.all(
      gates.flatMap((gate) => [
        gate.failed(LANE, POLICY, STOPPED, at),
        gate.failed(LANE, POLICY, STOPPED, at),
      ]),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
  });

  it('lets only an answer to a try lift a stop, in whatever process', async () => {
    const { clock, gates, take } = await open(2);
    const [first, second] = gates;
    const { at } = await take(1, first);
    await clock.advance(100);
    await first?.failed(LANE, POLICY, STOPPED, at);
    // Sent before the stop, by either process, answered after it.
    first?.good(LANE, at);
    second?.good(LANE, at);
    expect(await take(1, first)).toMatchObject({ mode: 'stopped', granted: 0 });
    expect(await take(1, second)).toMatchObject({ mode: 'stopped', granted: 0 });
    await clock.advance(30_000);
    const probe = await take(5, second);
    expect(probe).toMatchObject({ mode: 'stopped', granted: 1 });
    await clock.advance(2000);
    second?.good(LANE, probe.at);
    expect(await take(1, second)).toMatchObject({ mode: 'slow-start' });
    await clock.advance(10_000);
    expect(await take(1, first)).toMatchObject({ mode: 'running', granted: 1 });
  });

  it('breaks after five failures in a row, over both kinds and all processes', async () => {
    const { clock, gates, take } = await open(2);
    for (let failure = 0; failure < 4; failure += 1) {
      const gate = gates[failure % 2];
      await gate?.failed(LANE, POLICY, LOST, clock.now());
      expect(await take(0, gate)).toMatchObject({ mode: 'running' });
    }
    await gates[0]?.failed(LANE, POLICY, { kind: 'not-sent', message: 'refused' }, clock.now());
    expect(await take(0, gates[0])).toMatchObject({ mode: 'broken' });
    expect(await take(5, gates[1])).toMatchObject({ mode: 'broken', granted: 0 });
    await clock.advance(1000);
    expect(await take(5, gates[1])).toMatchObject({ mode: 'broken', granted: 1 });
    expect(await take(5, gates[0])).toMatchObject({ mode: 'broken', granted: 0 });
  });

  it('takes a refusal of one payment (400) for a lane that works', async () => {
    const { clock, gate, take } = await open();
    const refused = { kind: 'payment', message: 'no', status: 400 } as const;
    for (let round = 0; round < 10; round += 1) {
      await gate.failed(LANE, POLICY, LOST, clock.now());
      await gate.failed(LANE, POLICY, refused, clock.now());
      expect(await take(0)).toMatchObject({ mode: 'running' });
    }
  });
});
