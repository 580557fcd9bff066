import { describe, expect, it } from '@jest/globals';
import { StoreClock } from '../../../lib/stores/store.clock.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';

/** A store whose clock is ahead, and how often it was asked. */
function ahead(ms: number): {
  clock: KhqrTestClock;
  store: StoreClock;
  state: { ahead: number; asked: number };
} {
  const clock = new KhqrTestClock();
  const state = { ahead: ms, asked: 0 };
  const now = (): Promise<number> => {
    state.asked += 1;
    return Promise.resolve(clock.now() + state.ahead);
  };
  return { clock, state, store: new StoreClock({ now }, clock) };
}

describe('the store’s clock', () => {
  it('is asked once, and counted on from there', async () => {
    const { clock, store, state } = ahead(90_000);
    for (const ms of [0, 1, 10_000, 19_000]) {
      await clock.advance(ms);
      expect(await store.now()).toBe(clock.now() + 90_000);
    }
    expect(state.asked).toBe(1);
  });

  it('is told in whole milliseconds, although a process counts in parts of one', async () => {
    let ticks = 1234.5678;
    const clock = Object.assign(new KhqrTestClock(), { monotonic: () => (ticks += 0.3) });
    const store = new StoreClock({ now: () => Promise.resolve(1_764_084_000_000) }, clock);
    for (let times = 0; times < 5; times += 1) {
      expect(Number.isInteger(await store.now())).toBe(true);
    }
  });

  it('is followed within half a minute where it is set anew', async () => {
    const { clock, store, state } = ahead(0);
    await store.now();
    state.ahead = -60_000;
    await clock.advance(30_000);
    expect(await store.now()).toBe(clock.now() - 60_000);
  });
});
