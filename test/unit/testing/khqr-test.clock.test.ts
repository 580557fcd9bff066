import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KhqrRequestError } from '../../../lib/errors/index.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';

const START = Date.UTC(2026, 0, 1);

describe('KhqrTestClock', () => {
  it('told the time with a fraction, so that the bank could make no code after a random delay', async () => {
    const clock = new KhqrTestClock();
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.now()), 10.7);
    await clock.advance(20.5);
    expect([...seen, clock.now()].every(Number.isInteger)).toBe(true);
  });

  it('stands still until it is moved', async () => {
    const clock = new KhqrTestClock(new Date(START));
    let fired = 0;
    clock.setTimeout(() => (fired += 1), 1);
    for (let round = 0; round < 200; round += 1) await new Promise(setImmediate);

    expect([clock.now(), clock.monotonic(), fired]).toEqual([START, 0, 0]);
  });

  it('starts on a fixed day, so that a run can be repeated', () => {
    expect(new KhqrTestClock().now()).toBe(START);
  });

  it('fires what falls due, in the order of time, each at its own moment', async () => {
    const clock = new KhqrTestClock(START);
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, clock.monotonic()]);
    clock.setTimeout(note('third'), 300);
    clock.setTimeout(note('first'), 100);
    clock.setTimeout(note('later'), 501);
    clock.setTimeout(note('second a'), 200);
    clock.setTimeout(note('second b'), 200);
    await clock.advance(500);

    expect(seen).toEqual([
      ['first', 100],
      ['second a', 200],
      ['second b', 200],
      ['third', 300],
    ]);
    expect([clock.now(), clock.monotonic(), clock.pendingTimers]).toEqual([START + 500, 500, 1]);
  });

  it('fires any set of timers sorted by time, then by the order in which they were set', async () => {
    const delays = fc.array(fc.integer({ min: -5, max: 50 }), { maxLength: 30 });
    const property = fc.asyncProperty(delays, fc.array(fc.nat(29)), async (given, cleared) => {
      const clock = new KhqrTestClock();
      const fired: number[] = [];
      const timers = given.map((delay, index) => clock.setTimeout(() => fired.push(index), delay));
      for (const index of cleared) clock.clearTimeout(timers[index]);
      const expected = given
        .map((delay, index) => ({ at: Math.max(delay, 1), index }))
        .filter(({ index }) => !cleared.includes(index))
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(clock.pendingTimers).toBe(expected.length);
      await clock.advance(50);
      expect(fired).toEqual(expected.map(({ index }) => index));
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it('keeps a loop going that sets its next timer only after awaiting work', async () => {
    const clock = new KhqrTestClock();
    const ticks: number[] = [];
    const tick = async (): Promise<void> => {
      ticks.push(clock.monotonic());
      await Promise.resolve();
      await new Promise<void>((resolve) => setImmediate(resolve));
      for (let hop = 0; hop < 50; hop += 1) await Promise.resolve();
      clock.setTimeout(() => void tick(), 1000);
    };
    void tick();
    await clock.advance(3500);

    expect(ticks).toEqual([0, 1000, 2000, 3000]);
  });

  it('gets through two hours of a timer in each second', async () => {
    const clock = new KhqrTestClock();
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      clock.setTimeout(tick, 1000);
    };
    tick();
    await clock.advance(2 * 60 * 60 * 1000);

    expect(ticks).toBe(7201);
  });

  it('takes a timer cleared by another timer back', async () => {
    const clock = new KhqrTestClock();
    const seen: string[] = [];
    clock.setTimeout(() => clock.clearTimeout(second), 10);
    const second = clock.setTimeout(() => seen.push('second'), 10);
    const third = clock.setTimeout(() => seen.push('third'), 20);
    await clock.advance(20);
    clock.clearTimeout(third);
    clock.clearTimeout(undefined);

    expect(seen).toEqual(['third']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes over a timer of 0 ms that sets itself again', async () => {
    const clock = new KhqrTestClock();
    let runs = 0;
    const again = (): void => {
      runs += 1;
      clock.setTimeout(again, 0);
    };
    again();
    await clock.advance(10);

    expect(runs).toBe(11);
  });

  it('moves to a given moment', async () => {
    const clock = new KhqrTestClock(START);
    await clock.advanceTo(new Date(START + 1234));

    expect(clock.now()).toBe(START + 1234);
    await expect(clock.advanceTo(START)).rejects.toThrow(KhqrRequestError);
    await clock.advanceTo(START + 1234);
    expect(clock.now()).toBe(START + 1234);
  });

  it('makes moves that overlap one after the other', async () => {
    const clock = new KhqrTestClock();
    const seen: number[] = [];
    clock.setTimeout(() => void clock.advance(100).then(() => seen.push(clock.monotonic())), 50);
    const first = clock.advance(60).then(() => seen.push(clock.monotonic()));
    const second = clock.advance(40).then(() => seen.push(clock.monotonic()));
    await Promise.all([first, second]);
    await clock.advance(0);

    expect(seen).toEqual([60, 100, 200]);
  });

  it('hands on what a timer throws, and can be moved on', async () => {
    const clock = new KhqrTestClock();
    clock.setTimeout(() => {
      throw new Error('from the timer');
    }, 10);

    await expect(clock.advance(20)).rejects.toThrow('from the timer');
    expect(clock.monotonic()).toBe(10);
    await clock.advance(10);
    expect(clock.monotonic()).toBe(20);
  });

  it.each([-1, NaN, Infinity])('refuses to move by %p ms', async (ms) => {
    await expect(new KhqrTestClock().advance(ms)).rejects.toThrow(/ms must be 0 or more/);
  });

  it('refuses a start or a moment that is no date', async () => {
    expect(() => new KhqrTestClock(new Date('today'))).toThrow(KhqrRequestError);
    await expect(new KhqrTestClock().advanceTo(NaN)).rejects.toThrow(KhqrRequestError);
  });
});
