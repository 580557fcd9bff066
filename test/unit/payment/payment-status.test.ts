import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  advanceStatus,
  isSettled,
  PAYMENT_STATUSES,
  statusRank,
} from '../../../lib/payment/payment-status.js';

describe('the order of statuses', () => {
  it('is the documented one', () => {
    expect(PAYMENT_STATUSES.join(' < ')).toBe(
      'CREATING < PENDING < FAILED < CANCELLED < EXPIRED < REVIEW < REJECTED < PAID',
    );
    expect(PAYMENT_STATUSES.map(statusRank)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('ends in the highest status seen, in whatever order and however often', () => {
    const seen = fc.array(fc.constantFrom(...PAYMENT_STATUSES), { minLength: 1 });
    fc.assert(
      fc.property(seen, fc.array(fc.nat()), (statuses, picks) => {
        const again = picks.flatMap((pick) => statuses[pick % statuses.length] ?? []);
        const shuffled = [...again, ...statuses].reverse();
        const end = statuses.reduce(advanceStatus);
        expect(shuffled.reduce(advanceStatus)).toBe(end);
        expect(statusRank(end)).toBe(Math.max(...statuses.map(statusRank)));
      }),
    );
  });

  it('settles FAILED, CANCELLED, EXPIRED, REJECTED and PAID', () => {
    expect(PAYMENT_STATUSES.filter(isSettled)).toEqual([
      'FAILED',
      'CANCELLED',
      'EXPIRED',
      'REJECTED',
      'PAID',
    ]);
  });
});
