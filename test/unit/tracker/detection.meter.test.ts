import { describe, expect, it } from '@jest/globals';
import type { PaymentRecord } from '../../../lib/payment/payment-record.js';
import type { CheckAnswer } from '../../../lib/providers/khqr-provider.port.js';
import { DetectionMeter } from '../../../lib/tracker/detection.meter.js';
import { paymentRecord } from '../../support/records.js';

const MADE = 1_000_000;
const NOW = MADE + 60_000;

function measured(answer: CheckAnswer, overrides: Partial<PaymentRecord> = {}): number | null {
  const meter = new DetectionMeter({ now: () => NOW });
  const record = paymentRecord({ createdAt: MADE, expiresAt: MADE + 300_000, ...overrides });
  meter.note('lane', record, answer);
  expect(meter.of('another')).toBeNull();
  return meter.of('lane')?.meanMs ?? null;
}

const paid = (paidAt?: number, serverTime?: number): CheckAnswer => ({
  outcome: 'paid',
  evidence: { ...(paidAt !== undefined && { paidAt }) },
  ...(serverTime !== undefined && { serverTime }),
});

describe('how late a payment is noticed', () => {
  it('counts from when the provider says it was paid', () => {
    expect(measured(paid(NOW - 4000))).toBe(4000);
  });

  it("is told by the provider's own clock where it has one", () => {
    expect(measured(paid(NOW - 604_000, NOW - 600_000), { createdAt: 0 })).toBe(4000);
  });

  it('begins with the code, whatever the provider says', () => {
    expect(measured(paid(MADE - 500_000))).toBe(NOW - MADE);
  });

  it.each<[string, CheckAnswer, Partial<PaymentRecord>]>([
    ['tells no time', paid(), {}],
    ['came after the end of the code', paid(NOW - 1000), { expiresAt: NOW - 2000 }],
    ['was known before', paid(NOW - 1000), { status: 'PAID' }],
    ['is no money', { outcome: 'pending' }, {}],
  ])('leaves out what %s', (_name, answer, overrides) => {
    expect(measured(answer, overrides)).toBeNull();
  });
});
