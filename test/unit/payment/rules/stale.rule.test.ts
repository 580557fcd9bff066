import { describe, expect, it } from '@jest/globals';
import { staleRule } from '../../../../lib/payment/rules/stale.rule.js';
import { paymentRecord } from '../../../support/records.js';

const DAY = 86_400_000;
const END = Date.UTC(2026, 0, 1);

describe('a payment about which nobody has answered since its end', () => {
  it.each([1, 8, 30])('is told of and stays in the queue, also after %i days', (days) => {
    const record = paymentRecord({
      status: 'PENDING',
      createdAt: END - 300_000,
      expiresAt: END,
      unpaidAt: END - 10_000,
      dueAt: END - 7000,
    });
    const { writes, events } = staleRule(15_000, 0)([record], END + days * DAY);
    expect(writes).toEqual([{ ...record, unresolvedRaised: true }]);
    expect(events.map(({ type }) => type)).toEqual(['khqr.payment.unresolved']);
  });
});
