import { describe, expect, it } from '@jest/globals';
import type { SandboxBank } from '../../../../lib/providers/sandbox/sandbox.bank.js';
import { ORDER, ask, newBank } from './bank.fixture.js';

/** How often each answer came in so many checks of one paid code. */
async function tally(bank: SandboxBank, times: number): Promise<Record<string, number>> {
  const code = bank.open(ORDER);
  bank.pay(code.md5);
  const counts: Record<string, number> = {};
  for (let count = 0; count < times; count += 1) {
    const answer = await ask(bank, code);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

describe('SandboxBank: faults by chance', () => {
  it('come as often as asked for', async () => {
    const { bank } = newBank({ faults: { lostAnswers: 0.1, errors: 0.1, notSent: 0.05 } });
    const { paid = 0, 'in-doubt': inDoubt = 0, 'not-sent': notSent = 0 } = await tally(bank, 4000);

    // Expected 200 and 722, give or take 4 standard deviations.
    expect(Math.abs(notSent - 200)).toBeLessThan(56);
    expect(Math.abs(inDoubt - 722)).toBeLessThan(98);
    expect(paid + inDoubt + notSent).toBe(4000);
  });

  it('come at the same places from the same seed', async () => {
    const transcript = async (seed: number): Promise<string[]> => {
      const { bank } = newBank({ seed, faults: { lostAnswers: 0.3, errors: 0.2 } });
      const code = bank.open(ORDER);
      const answers = [code.md5];
      for (let count = 0; count < 50; count += 1) answers.push(await ask(bank, code));
      return answers;
    };

    expect(await transcript(1)).toEqual(await transcript(1));
    expect(await transcript(1)).not.toEqual(await transcript(2));
  });

  it('can be set for creates alone, and ended', async () => {
    const { bank } = newBank({ faults: { createErrors: 1 } });
    const failed = await bank.create(ORDER);

    expect(failed).toMatchObject({ outcome: 'failed', lost: false, failure: { status: 500 } });
    expect(bank.list()).toEqual([]);
    expect(await tally(bank, 5)).toEqual({ paid: 5 });
    bank.setFaults({});
    expect(await bank.create(ORDER)).toMatchObject({ outcome: 'answered' });
    expect(bank.faults).toEqual({});
    bank.setFaults({ errors: 1 });
    expect(await bank.create(ORDER)).toMatchObject({ outcome: 'failed' });
  });

  it('lets a create take effect whose answer is lost', async () => {
    const { bank } = newBank({ faults: { lostAnswers: 1 } });
    const reply = await bank.create(ORDER);

    expect(reply).toMatchObject({ outcome: 'failed', lost: true, failure: { kind: 'in-doubt' } });
    expect(bank.list()).toHaveLength(1);
  });

  it('refuses every request of a key that is not accepted', async () => {
    const { bank } = newBank({ faults: { unauthorized: true } });
    const reply = await bank.create(ORDER);

    expect(reply).toMatchObject({ failure: { kind: 'lane', reason: 'stopped', status: 401 } });
    expect(bank.list()).toEqual([]);
  });

  it('holds the rate in every second, and tells when to come again', async () => {
    const { bank, clock } = newBank({
      faults: { rateLimit: { perSecond: 3, retryAfterMs: 2000 } },
    });
    const answered: number[] = [];
    for (let step = 0; step < 100; step += 1) {
      const reply = await bank.check(bank.open(ORDER).md5);
      if (reply.outcome === 'answered') answered.push(clock.now());
      else {
        expect(reply.failure).toMatchObject({
          kind: 'lane',
          reason: 'rate-limited',
          retryAfterMs: 2000,
        });
      }
      await clock.advance(70);
    }

    const windows = answered.map((at) => answered.filter((n) => n >= at && n < at + 1000).length);
    expect(Math.max(...windows)).toBe(3);
    expect(answered.length).toBeGreaterThanOrEqual(20);
  });

  it.each([
    [{ lostAnswers: 1.1 }, 'lostAnswers'],
    [{ errors: -0.1 }, 'errors'],
    [{ createErrors: NaN }, 'createErrors'],
    [{ notSent: 2 }, 'notSent'],
    [{ latencyMs: -1 }, 'latencyMs'],
    [{ latencyMs: [5, 2] as const }, 'latencyMs'],
    [{ rateLimit: { perSecond: 0 } }, 'rateLimit.perSecond'],
  ])('refuses %j', (faults, field) => {
    const { bank } = newBank({ faults: { errors: 0.5 } });

    expect(() => bank.setFaults(faults)).toThrow(`faults.${field}`);
    expect(bank.faults).toEqual({ errors: 0.5 });
  });
});

describe('SandboxBank: faults by script', () => {
  it('fail the next requests as told, then no more', async () => {
    const { bank } = newBank();
    bank.failNext('rate-limited', 2);
    bank.failNext({ kind: 'payment', message: 'Bad md5.' });

    expect(await tally(bank, 5)).toEqual({ lane: 2, payment: 1, paid: 2 });
  });

  it('wait for the kind of call they are meant for', async () => {
    const { bank } = newBank();
    bank.failNext('quota', 1, { for: 'create' });

    expect(await tally(bank, 2)).toEqual({ paid: 2 });
    expect(await bank.create(ORDER)).toMatchObject({ failure: { reason: 'quota' } });
    expect(await bank.create(ORDER)).toMatchObject({ outcome: 'answered' });
  });

  it('come before faults by chance', async () => {
    const { bank } = newBank({ faults: { unauthorized: true } });
    bank.failNext('lost');

    expect(await tally(bank, 2)).toEqual({ 'in-doubt': 1, lane: 1 });
  });
});

describe('SandboxBank: latency and counts', () => {
  it('takes effect half-way', async () => {
    const { bank, clock } = newBank({ faults: { latencyMs: 1000 } });
    const [before, after] = [bank.open(ORDER), bank.open(ORDER)];
    const answers = Promise.all([ask(bank, before), ask(bank, after)]);
    await clock.advance(499);
    bank.pay(before.md5);
    await clock.advance(2);
    bank.pay(after.md5);
    await clock.advance(499);

    expect(await answers).toEqual(['paid', 'waiting']);
  });

  it('draws each answer’s time between the least and the most', async () => {
    const { bank, clock } = newBank({ faults: { latencyMs: [100, 300] } });
    const code = bank.open(ORDER);
    const times: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      void bank.check(code.md5).then(() => times.push(clock.now() - start));
    }
    const start = clock.now();
    await clock.advance(1000);

    expect(times).toHaveLength(30);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...times)).toBeLessThanOrEqual(300);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(50);
  });

  it('loses the answer to a caller who does not wait for it', async () => {
    const { bank, clock } = newBank({ claim: 'once', faults: { latencyMs: 60_000 } });
    const code = bank.open(ORDER);
    bank.pay(code.md5);
    const check = bank.check(code.md5, 10_000);
    await clock.advance(10_000);

    expect(await check).toMatchObject({ lost: true, failure: { kind: 'in-doubt' } });
    bank.setFaults({});
    expect(await ask(bank, code)).toBe('claimed');
  });

  it('counts what reached the bank, and checks of one md5 that overlap', async () => {
    const { bank, clock } = newBank({ faults: { latencyMs: 100 } });
    const [a, b] = [bank.open(ORDER), bank.open(ORDER)];
    const first = [ask(bank, a), ask(bank, b)];
    await clock.advance(100);
    await Promise.all(first);
    expect(bank.stats()).toMatchObject({ checks: 2, creates: 0, maxConcurrentChecks: 1 });

    bank.failNext('not-sent');
    bank.failNext('error');
    const second = [ask(bank, b), ask(bank, a), ask(bank, a), bank.create(ORDER)];
    await clock.advance(100);
    await Promise.all(second);

    expect(bank.stats()).toEqual({
      checks: 4,
      creates: 1,
      checksByMd5: new Map([
        [b.md5, 1],
        [a.md5, 3],
      ]),
      createsByReference: new Map([['order-1', 1]]),
      maxConcurrentChecks: 2,
    });
  });

  it('answers nobody who has gone, whatever the answer would have been', async () => {
    const { bank, clock } = newBank({ faults: { latencyMs: 60_000 } });
    bank.failNext('unauthorized');
    const check = bank.check(bank.open(ORDER).md5, 10_000);
    await clock.advance(10_000);

    expect(await check).toMatchObject({ lost: false, failure: { kind: 'in-doubt' } });
  });

  it('remembers every check under way, in whatever order they end', async () => {
    const { bank, clock } = newBank();
    const { md5 } = bank.open(ORDER);
    const checks = [300, 200, 100].map((latencyMs) => {
      bank.setFaults({ latencyMs });
      return bank.check(md5);
    });
    await clock.advance(200);
    checks.push(bank.check(md5), bank.check(md5), bank.check(md5));
    await clock.advance(300);
    await Promise.all(checks);

    expect(bank.stats().maxConcurrentChecks).toBe(4);
  });

  it('keeps the count of an md5 that is still asked about', async () => {
    const { bank, clock } = newBank({ keepMs: 1000 });
    for (const md5 of ['a', 'b', 'a', 'a']) {
      await bank.check(md5);
      await clock.advance(600);
    }

    expect(bank.stats().checksByMd5).toEqual(new Map([['a', 3]]));
  });
});
