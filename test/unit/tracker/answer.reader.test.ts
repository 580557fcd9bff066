import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAnswer } from '../../../lib/tracker/answer.reader.js';

const OUTCOMES = ['pending', 'expired', 'claimed', 'paid', 'unknown'];

describe('readAnswer', () => {
  it('keeps what a provider says', () => {
    const failure = { kind: 'lane', reason: 'quota', message: 'no more today' };
    const answers = [
      { outcome: 'pending' },
      { outcome: 'pending', serverTime: 5 },
      { outcome: 'claimed', serverTime: 5 },
      { outcome: 'expired', expiresAt: 4, serverTime: 5 },
      { outcome: 'paid', evidence: {} },
      {
        outcome: 'paid',
        evidence: { amountMinor: 500, currency: 'USD', paidAt: 3, receipt: { hash: 'a' } },
        serverTime: 5,
      },
      {
        outcome: 'paid',
        evidence: { amountMinor: null, toAccount: 'a@b', expectedAccount: 'c@d' },
      },
      { outcome: 'unknown', failure },
      { outcome: 'unknown', failure: { kind: 'in-doubt', message: 'lost', status: 500 } },
    ];
    for (const answer of answers) expect(readAnswer(answer)).toEqual(answer);
  });

  it('drops fractions of milliseconds, which no database keeps', () => {
    const paidAt = 1_779_600_705.1234 * 1000;
    expect(readAnswer({ outcome: 'paid', evidence: { paidAt }, serverTime: 1.5 })).toEqual({
      outcome: 'paid',
      evidence: { paidAt: 1_779_600_705_123 },
      serverTime: 2,
    });
    expect(readAnswer({ outcome: 'expired', expiresAt: 1e300 })).toEqual({ outcome: 'expired' });
  });

  it('leaves out times that are none', () => {
    for (const time of [NaN, Infinity, '2026-01-01', new Date(), null]) {
      expect(readAnswer({ outcome: 'pending', serverTime: time })).toEqual({ outcome: 'pending' });
      expect(readAnswer({ outcome: 'expired', expiresAt: time })).toEqual({ outcome: 'expired' });
      const paid = { outcome: 'paid', evidence: { currency: 'USD', paidAt: time } };
      expect(readAnswer(paid)).toEqual({ outcome: 'paid', evidence: { currency: 'USD' } });
    }
  });

  it('takes of the evidence what a store can write; what is told in other words fits no order', () => {
    const circular: Record<string, unknown> = { hash: 'ab', payerAccount: 5 };
    circular['self'] = circular;
    const evidence = {
      amountMinor: 500n,
      currency: 840,
      toAccount: { name: 'shop@bank' },
      expectedAccount: 'shop@bank',
      receipt: circular,
      raw: circular,
    };
    expect(readAnswer({ outcome: 'paid', evidence })).toEqual({
      outcome: 'paid',
      evidence: {
        amountMinor: null,
        currency: '?',
        toAccount: '?',
        expectedAccount: 'shop@bank',
        receipt: { hash: 'ab' },
      },
    });
  });

  it('can always be written down', () => {
    const evidence = fc.record(
      {
        amountMinor: fc.anything({ withBigInt: true }),
        currency: fc.anything(),
        toAccount: fc.anything(),
        expectedAccount: fc.anything(),
        receipt: fc.anything({ withBigInt: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(evidence, (told) => {
        JSON.stringify(readAnswer({ outcome: 'paid', evidence: told }));
      }),
      { numRuns: 500 },
    );
  });

  it('never takes for "not paid" what does not say so, whatever it is given', () => {
    const outcome = fc.oneof(fc.constantFrom(...OUTCOMES, 'PAID', 'Pending', ''), fc.anything());
    const told = fc.oneof(
      fc.anything(),
      fc.record(
        { outcome, evidence: fc.anything(), failure: fc.anything(), serverTime: fc.anything() },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(told, (given) => {
        const answer = readAnswer(given);
        const said =
          typeof given === 'object' && given !== null && 'outcome' in given
            ? given.outcome
            : undefined;
        expect(OUTCOMES).toContain(answer.outcome);
        if (answer.outcome !== 'unknown') expect(answer.outcome).toBe(said);
        if (answer.outcome === 'unknown') expect(typeof answer.failure.message).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
