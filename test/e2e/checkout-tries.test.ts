import { describe, expect, it } from '@jest/globals';
import {
  KhqrConfigurationError,
  KhqrConflictError,
  KhqrProviderError,
  KhqrRateLimitError,
  KhqrRequestError,
} from 'nestjs-khqr';
import { CheckoutDesk, type DeskParts } from '../../lib/checkout/checkout.desk.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { rejection } from '../support/caught.js';
import { DRIVERS, openCheckout } from '../support/checkout.js';

const TOO_MANY = { kind: 'too-many' };
const WHERE = { provider: 'x', account: 'main' };

/** How the last of four tries ends, where two a minute may fail. */
async function lastOf(
  createPayment: () => Promise<unknown>,
  more: Partial<DeskParts> = {},
): Promise<unknown> {
  const desk = new CheckoutDesk({
    service: { getPayment: () => Promise.resolve(null), createPayment },
    settings: { account: undefined, limits: { asksPerMinute: 2, pictureBytes: 1 } },
    clock: new KhqrTestClock(),
    resolveOrder: () => ({ amount: '5.00', currency: 'USD' }),
    authorize: null,
    ...more,
  } as unknown as DeskParts);
  let last: unknown;
  for (let time = 0; time < 4; time += 1) {
    last = await rejection(desk.create({ reference: 'order-1' }, { ip: '203.0.113.9' } as never));
  }
  return last;
}

const failing = (error: Error) => () => Promise.reject(error);

describe('a try to make a code', () => {
  it.each([
    [
      'another payment is being made',
      new KhqrConflictError('Another.', { ...WHERE, payment: null }),
      'KHQR_CONFLICT',
    ],
    [
      'the shop’s account is unknown',
      new KhqrConfigurationError('No account.'),
      'KHQR_CONFIGURATION',
    ],
    [
      'the shop’s amount is wrong',
      new KhqrRequestError('amount must be 1.', { field: 'amount' }),
      'KHQR_CONFIGURATION',
    ],
    [
      'the provider has no such currency',
      new KhqrRequestError('currency must be KHR.', { field: 'currency', ...WHERE }),
      'KHQR_CONFIGURATION',
    ],
  ])('is not counted where %s', async (_, error, code) => {
    expect(await lastOf(failing(error))).toMatchObject({ code });
  });

  it('is not counted where the store is down', async () => {
    const error = new Error('The database is away.');
    expect(await lastOf(failing(error))).toBe(error);
  });

  it.each([
    ['the provider refuses the order', new KhqrRequestError('400', WHERE)],
    ['the provider fails', new KhqrProviderError('500', { ...WHERE, inDoubt: true })],
    [
      'the provider answers nonsense',
      new KhqrProviderError('?', { ...WHERE, inDoubt: false, retryable: false }),
    ],
    ['the provider has no room', new KhqrRateLimitError('429', { ...WHERE, retryAfterMs: 1 })],
  ])('is counted where %s', async (_, error) => {
    expect(await lastOf(failing(error))).toMatchObject(TOO_MANY);
  });

  it.each([
    ['somebody else’s', () => false],
    ['nobody’s to tell', () => Promise.reject(new Error('The sessions are away.'))],
  ])('is counted where the code that was made is %s', async (_, authorize) => {
    const made = () => Promise.resolve({ id: '1' });
    expect(await lastOf(made, { authorize })).toMatchObject(TOO_MANY);
  });
});

it.each(DRIVERS)('an order that cannot be paid keeps no customer out, on %s', async (driver) => {
  const { app, post, prices, order } = await openCheckout(driver, {
    checkout: { limits: { asksPerMinute: 2 } },
  });
  prices.set('order-1', { amount: '0', currency: 'USD' });
  for (let time = 0; time < 4; time += 1) {
    expect((await post('/khqr/payments', { reference: 'order-1' })).status).toBe(500);
  }
  expect(await order('order-2')).toMatchObject({ status: 'PENDING' });
  await app.close();
});
