import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ORDER, UNKNOWN_MD5, ask, newBank } from './bank.fixture.js';

describe('SandboxBank: the claim', () => {
  it('repeats PAID each time it is asked', async () => {
    const { bank } = newBank();
    const code = bank.open(ORDER);
    expect(await ask(bank, code)).toBe('waiting');
    bank.pay(code.md5);

    expect([await ask(bank, code), await ask(bank, code)]).toEqual(['paid', 'paid']);
  });

  it('says PAID once, then "claimed"', async () => {
    const { bank } = newBank({ claim: 'once' });
    const code = bank.open(ORDER);
    bank.pay(code.md5);

    expect([await ask(bank, code), await ask(bank, code)]).toEqual(['paid', 'claimed']);
    bank.claim = 'repeat';
    expect(await ask(bank, code)).toBe('paid');
  });

  it('has given the claim away although its answer was lost', async () => {
    const { bank } = newBank({ claim: 'once' });
    const code = bank.open(ORDER);
    bank.pay(code.md5);
    bank.failNext('lost');

    expect([await ask(bank, code), await ask(bank, code)]).toEqual(['in-doubt', 'claimed']);
  });

  it('has not given the claim away where the request failed before it took effect', async () => {
    const { bank } = newBank({ claim: 'once' });
    const code = bank.open(ORDER);
    bank.pay(code.md5);
    bank.failNext('error');
    bank.failNext('not-sent');

    expect(await ask(bank, code)).toBe('in-doubt');
    expect(await ask(bank, code)).toBe('not-sent');
    expect(await ask(bank, code)).toBe('paid');
  });

  it('knows nothing of an md5 that it has not made', async () => {
    expect(await ask(newBank().bank, { md5: UNKNOWN_MD5 })).toBe('unknown');
  });

  it('tells what the books say, whatever happens and however answers fail', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('check' as const) },
      fc.constantFrom('pay' as const, 'expire' as const, 'wait' as const),
    );
    const property = fc.asyncProperty(
      fc.integer(),
      fc.constantFrom('repeat' as const, 'once' as const),
      fc.array(fc.tuple(step, fc.nat(2)), { maxLength: 60 }),
      async (seed, claim, steps) => {
        const faults = { lostAnswers: 0.2, errors: 0.2, notSent: 0.1 };
        const { bank, clock } = newBank({ seed, claim, faults });
        const codes = [1, 2, 3].map(() => bank.open(ORDER).md5);
        const told = new Map<string, number>();
        for (const [name, index] of steps) {
          const md5 = codes[index] ?? '';
          const paid = bank.find(md5)?.transfer != null;
          if (name === 'wait') await clock.advance(40_000);
          if (name === 'expire') bank.expire(md5);
          if (name === 'pay' && !paid) bank.pay(md5, { late: true });
          if (name !== 'check') continue;
          const reply = await bank.check(md5);
          const consumed = bank.find(md5)?.claimedAt !== null;
          if (reply.outcome === 'failed') continue;
          const { status } = reply.value;
          expect(status === 'paid' || status === 'claimed').toBe(paid);
          expect(consumed).toBe(paid);
          if (status === 'claimed') expect(claim).toBe('once');
          if (status === 'paid') told.set(md5, (told.get(md5) ?? 0) + 1);
        }
        if (claim === 'once') expect(Math.max(0, ...told.values())).toBeLessThanOrEqual(1);
        const paidCodes = bank.list().filter(({ transfer }) => transfer);
        expect(bank.ledger.map(({ md5 }) => md5)).toEqual(paidCodes.map(({ md5 }) => md5));
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});
