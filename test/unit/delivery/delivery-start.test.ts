import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideStart } from '../../../lib/delivery/delivery-start.js';
import { PAYMENT_EVENT_TYPES } from '../../../lib/payment/payment-event.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../../../lib/payment/payment-status.js';
import { paymentRecord } from '../../support/records.js';

const EXPIRED = 'khqr.payment.expired';
const CANCELLED = 'khqr.payment.cancelled';
const PAID = 'khqr.payment.paid';
const TYPES = [...PAYMENT_EVENT_TYPES, 'khqr.alert'] as const;

function attempts(...statuses: readonly PaymentStatus[]) {
  return statuses.map((status, index) =>
    paymentRecord({ id: `payment-${index}`, attempt: index + 1, status }),
  );
}

function start(type: (typeof TYPES)[number], ...statuses: readonly PaymentStatus[]) {
  const all = attempts(...statuses);
  return decideStart(type, all[0] ?? null, all, []);
}

const anyAttempts = fc
  .array(fc.constantFrom(...PAYMENT_STATUSES), { minLength: 1, maxLength: 5 })
  .map((statuses) => attempts(...statuses));
const anyRunning = fc.array(fc.constantFrom(...TYPES), { maxLength: 4 });

describe('decideStart', () => {
  it.each([
    [['EXPIRED'], 'run'],
    [['EXPIRED', 'EXPIRED'], 'run'],
    [['EXPIRED', 'FAILED', 'CANCELLED', 'REJECTED'], 'run'],
    [['PAID'], 'superseded'],
    [['EXPIRED', 'PAID'], 'superseded'],
    // Should the open code fail, nobody else would release the order.
    [['EXPIRED', 'PENDING'], 'wait'],
    [['EXPIRED', 'CREATING'], 'wait'],
    // Money that a person still looks at may become the order's.
    [['EXPIRED', 'REVIEW'], 'wait'],
    [['REVIEW'], 'wait'],
    [['REJECTED'], 'run'],
  ] as const)('Expired, with attempts %j: %s', (statuses, verdict) => {
    expect(start(EXPIRED, ...statuses)).toBe(verdict);
  });

  it('leaves the release to a later code that has expired too', () => {
    const [first, second] = attempts('EXPIRED', 'EXPIRED');
    const later = {
      ...paymentRecord({ id: 'later', attempt: 2, status: 'EXPIRED' }),
      expiryRaised: true,
    };
    expect(decideStart(EXPIRED, first ?? null, [first ?? later, later], [])).toBe('superseded');
    expect(decideStart(EXPIRED, later, [second ?? later, later], [])).toBe('run');
  });

  it.each([
    [['CANCELLED'], 'run'],
    [['CANCELLED', 'PENDING'], 'run'],
    [['CANCELLED', 'PAID'], 'superseded'],
    [['PAID'], 'superseded'],
  ] as const)('Cancelled, with attempts %j: %s', (statuses, verdict) => {
    expect(start(CANCELLED, ...statuses)).toBe(verdict);
  });

  it('never starts a release of an order that is paid', () => {
    fc.assert(
      fc.property(
        anyAttempts,
        anyRunning,
        fc.constantFrom(EXPIRED, CANCELLED),
        (all, running, type) => {
          fc.pre(all.some(({ status }) => status === 'PAID'));
          for (const payment of [...all, null]) {
            expect(decideStart(type, payment, all, running)).toBe('superseded');
          }
        },
      ),
    );
  });

  it('never starts a Paid handler beside a release that runs, and keeps it waiting for nothing else', () => {
    fc.assert(
      fc.property(anyAttempts, anyRunning, (all, running) => {
        const releasing = running.includes(EXPIRED) || running.includes(CANCELLED);
        expect(decideStart(PAID, all[0] ?? null, all, running)).toBe(releasing ? 'wait' : 'run');
      }),
    );
  });

  it('runs every other event at once, whatever became of the payment', () => {
    fc.assert(
      fc.property(anyAttempts, anyRunning, fc.constantFrom(...TYPES), (all, running, type) => {
        fc.pre(type !== EXPIRED && type !== CANCELLED && type !== PAID);
        expect(decideStart(type, all[0] ?? null, all, running)).toBe('run');
      }),
    );
  });

  it('does not release an order whose payment is gone', () => {
    expect(decideStart(EXPIRED, null, [], [])).toBe('superseded');
  });
});
