import { describe, expect, it } from '@jest/globals';
import { checkMetadata } from '../../../lib/requests/check-metadata.js';
import { PaymentAdopter } from '../../../lib/requests/payment.adopter.js';
import { PaymentCreator } from '../../../lib/requests/payment.creator.js';
import { PaymentDesk } from '../../../lib/requests/payment.desk.js';
import { PaymentFollower } from '../../../lib/requests/payment.follower.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { rejection } from '../../support/caught.js';
import { paymentRecord } from '../../support/records.js';

/** A line of its own, and one that overwrites it. */
const FORGED = 'a\n[Nest] paid\u001b[1A\u2028\u202e';
const record = paymentRecord({ reference: FORGED, status: 'PAID' });
const account = { name: 'main', provider: { name: 'x', capabilities: { createIsCall: true } } };
const ask = { account: 'main', reference: FORGED, amountMinor: 500, currency: 'USD' };

const writing = (answer: unknown) => ({ write: () => Promise.resolve(answer) });

function desk(answer: unknown): PaymentDesk {
  const store = { find: () => Promise.resolve(null) };
  return new PaymentDesk({ store, writer: writing(answer) } as never);
}

function create(...answers: unknown[]): Promise<unknown> {
  const writer = { write: () => Promise.resolve(answers.shift()) };
  const maker = { make: () => Promise.resolve({}) };
  return new PaymentCreator({ writer, maker } as never).create(account as never, ask as never);
}

function adopt(): Promise<unknown> {
  const rows = { find: () => Promise.resolve(null) };
  const adopter = new PaymentAdopter(rows as never, writing({ kind: 'paid', record }) as never);
  const code = { md5: 'a'.repeat(32), expiresAt: new Date() };
  return adopter.adopt(ask as never, code as never);
}

async function follow(): Promise<void> {
  const store = { find: () => Promise.resolve(null), subscribe: () => () => undefined };
  const follower = new PaymentFollower(store as never, new KhqrTestClock());
  const failure = await new Promise<unknown>((resolve) => {
    const end = follower.follow(
      FORGED,
      () => undefined,
      (error) => {
        end();
        resolve(error);
      },
    );
  });
  if (failure instanceof Error) throw failure;
}

describe('a message has nothing that a log would take for lines of its own', () => {
  it.each<[string, () => unknown]>([
    ['an id that nobody has', () => desk(null).require(FORGED)],
    ['an id that nobody has is followed', follow],
    ['a paid order is cancelled', () => desk(record).cancel(record)],
    ['a paid order is asked for', () => create({ kind: 'paid', record })],
    ['an order has another price', () => create({ kind: 'conflict', record })],
    [
      'a code comes too late',
      () => create({ kind: 'begun', record }, { ...record, status: 'FAILED' }),
    ],
    [
      'an order is cancelled meanwhile',
      () => create({ kind: 'begun', record }, { ...record, status: 'CANCELLED' }),
    ],
    ['a paid order is adopted', adopt],
    ['metadata are not JSON', () => checkMetadata({ [FORGED]: NaN })],
  ])('where %s', async (_, ended) => {
    const { message } = (await rejection(Promise.resolve().then(ended))) as Error;
    expect(message).toContain('a\\u{a}[Nest] paid\\u{1b}[1A\\u{2028}\\u{202e}');
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
  });
});
