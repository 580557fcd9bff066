import { describe, expect, it } from '@jest/globals';
import { ChangeMessages } from '../../../../lib/stores/postgres/change.messages.js';

describe('ChangeMessages', () => {
  const here = new ChangeMessages('khqr_shop');
  const there = new ChangeMessages('khqr_shop');
  const changes = [
    { paymentId: 'payment-1', hasEvents: false },
    { paymentId: 'payment-2', hasEvents: true },
    { paymentId: null, hasEvents: true },
  ];

  it('come through to another replica', () => {
    expect(here.write(changes).map((message) => there.read(message))).toEqual(changes);
  });

  it('are not told again where they came from', () => {
    expect(here.write(changes).map((message) => here.read(message))).toEqual([null, null, null]);
  });

  it('of somebody else are nothing to us', () => {
    expect(['', 'hello', '{"id":1}'].map((message) => here.read(message))).toEqual([
      null,
      null,
      null,
    ]);
  });
});
