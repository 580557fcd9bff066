import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SerialLoop, type SerialLoopHooks } from '../../../lib/clock/serial-loop.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';

/** A loop whose runs take `lengthMs` and ask for the next one `nextMs` later; notes when each begins. */
function newLoop({ lengthMs = 0, nextMs = 100 } = {}, hooks: Partial<SerialLoopHooks> = {}) {
  const clock = new KhqrTestClock();
  const starts: number[] = [];
  const failures: unknown[] = [];
  let together = 0;
  let most = 0;
  const run = async (): Promise<number> => {
    starts.push(clock.monotonic());
    most = Math.max(most, (together += 1));
    if (lengthMs > 0)
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, lengthMs));
    together -= 1;
    return nextMs;
  };
  const loop = new SerialLoop(clock, run, {
    failed: (error) => failures.push(error),
    ...hooks,
  });
  return { clock, loop, starts, failures, most: () => most };
}

describe('SerialLoop', () => {
  it('starts nothing before it is started, and then one run after the other', async () => {
    const { clock, loop, starts } = newLoop({ nextMs: 100 });
    loop.wake();
    await clock.advance(1000);
    expect(starts).toEqual([]);
    loop.start();
    await clock.advance(350);
    expect(starts).toEqual([1001, 1101, 1201, 1301]);
    await loop.stop();
    await clock.advance(1000);
    expect(starts).toHaveLength(4);
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts the wait from the end of a run, so that a slow run is not followed at once', async () => {
    const { clock, loop, starts } = newLoop({ lengthMs: 500, nextMs: 100 });
    loop.start();
    await clock.advance(1300);
    expect(starts).toEqual([1, 601, 1201]);
    const stopped = loop.stop();
    await clock.advance(500);
    await stopped;
  });

  it('is woken for an earlier time, not for a later one', async () => {
    const { clock, loop, starts } = newLoop({ nextMs: 1000 });
    loop.start();
    await clock.advance(1);
    loop.wake(5000);
    loop.wake(200);
    loop.wake(400);
    await clock.advance(1500);
    expect(starts).toEqual([1, 201, 1201]);
    await loop.stop();
  });

  it('follows a run under way with another when it is woken meanwhile', async () => {
    const { clock, loop, starts, most } = newLoop({ lengthMs: 300, nextMs: 10_000 });
    loop.start();
    await clock.advance(100);
    for (let times = 0; times < 5; times += 1) loop.wake();
    await clock.advance(1000);
    expect(starts).toEqual([1, 302]);
    expect(most()).toBe(1);
    await loop.stop();
  });

  it('goes on a second after a run that threw', async () => {
    const clock = new KhqrTestClock();
    const starts: number[] = [];
    const failures: string[] = [];
    const loop = new SerialLoop(
      clock,
      async () => {
        starts.push(clock.monotonic());
        if (starts.length < 3) throw new Error(`run ${starts.length}`);
        return 5;
      },
      { failed: (error) => failures.push((error as Error).message) },
    );
    loop.start();
    await clock.advance(2010);
    expect(starts).toEqual([1, 1001, 2001, 2006]);
    expect(failures).toEqual(['run 1', 'run 2']);
    await loop.stop();
  });

  it('survives a function that throws before it makes a promise', async () => {
    const clock = new KhqrTestClock();
    const failures: unknown[] = [];
    let runs = 0;
    const loop = new SerialLoop(
      clock,
      () => {
        runs += 1;
        throw new Error('at once');
      },
      { failed: (error) => failures.push(error) },
    );
    loop.start();
    await clock.advance(1500);
    expect([runs, failures.length]).toEqual([2, 2]);
    await loop.stop();
  });

  it('stops only when the run under way has ended, and starts no other', async () => {
    const { clock, loop, starts } = newLoop({ lengthMs: 400 });
    loop.start();
    await clock.advance(100);
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    loop.wake();
    await clock.advance(200);
    expect(stopped).toBe(false);
    await clock.advance(200);
    await stopping;
    await clock.advance(5000);
    expect(starts).toEqual([1]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('tells of every timer that it sets, and of its end', async () => {
    const timers: string[] = [];
    const { clock, loop } = newLoop(
      { nextMs: 100 },
      { armed: () => timers.push('armed'), disarmed: () => timers.push('disarmed') },
    );
    loop.start();
    await clock.advance(150);
    await loop.stop();
    expect(timers).toEqual(['armed', 'disarmed', 'armed', 'disarmed', 'armed', 'disarmed']);
  });

  it('lost its timer for ever when somebody cleared it: a wake sets it again, and `alive` tells', async () => {
    let timer: unknown;
    const { clock, loop, starts } = newLoop({ nextMs: 100 }, { armed: (set) => (timer = set) });
    loop.start();
    await clock.advance(50);
    expect(loop.alive).toBe(true);
    clock.clearTimeout(timer);
    await clock.advance(5000);
    expect([starts.length, loop.alive]).toEqual([1, false]);
    loop.wake();
    await clock.advance(150);
    expect([starts.length, loop.alive]).toEqual([3, true]);
    await loop.stop();
    expect(loop.alive).toBe(false);
  });

  it('never runs twice at once, however it is woken', async () => {
    const step = fc.record({ afterMs: fc.nat(300), delayMs: fc.nat(300) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(200),
        fc.integer({ min: 1, max: 200 }),
        fc.array(step, { maxLength: 20 }),
        async (lengthMs, nextMs, wakes) => {
          const { clock, loop, most, starts } = newLoop({ lengthMs, nextMs });
          loop.start();
          for (const { afterMs, delayMs } of wakes) {
            await clock.advance(afterMs);
            const runs = starts.length;
            loop.wake(delayMs);
            // At the latest when the run under way, if there is one, has ended.
            await clock.advance(Math.max(1, delayMs) + lengthMs + 1);
            expect(starts.length).toBeGreaterThan(runs);
          }
          const stopped = loop.stop();
          await clock.advance(lengthMs + 1);
          await stopped;
          expect(most()).toBeLessThanOrEqual(1);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
