import { describe, expect, it } from '@jest/globals';
import { deliveryId, handles } from '../../../lib/delivery/delivery.js';

const PAID = 'khqr.payment.paid';

describe('handles', () => {
  it.each([
    [null, 'main', true],
    ['main', 'main', true],
    ['branch', 'main', false],
    // What belongs to no account concerns everybody.
    ['branch', null, true],
    [null, null, true],
  ])('a handler of account %p and an event of account %p: %p', (own, account, expected) => {
    expect(handles({ type: PAID, account: own }, { type: PAID, account })).toBe(expected);
  });

  it('is never for another type', () => {
    const event = { type: 'khqr.payment.duplicate', account: 'main' } as const;
    expect(handles({ type: PAID, account: null }, event)).toBe(false);
  });
});

describe('deliveryId', () => {
  it('is the event and the handler, equal on every replica', () => {
    expect(deliveryId('payment-1.paid', 'Orders.ship')).toBe('payment-1.paid:Orders.ship');
  });
});
