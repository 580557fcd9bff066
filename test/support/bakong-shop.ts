import { Injectable } from '@nestjs/common';
import { OnPaymentExpired, OnPaymentPaid } from '../../lib/events/on-payment.decorator.js';
import { PaymentExpiredEvent, PaymentPaidEvent } from '../../lib/events/payment.events.js';
import type { KhqrService } from '../../lib/khqr.service.js';
import type { Payment } from '../../lib/payment/payment.js';
import type { BakongOptions } from '../../lib/providers/provider.options.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../lib/clock/seeded.random.js';
import { bakong, BakongWorld, inProcess } from './bakong.js';
import { openHost } from './host.js';
import { Ledger } from './shop.js';

@Injectable()
class Fulfilment {
  constructor(readonly ledger: Ledger) {}

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.ledger.lines.push(`ship ${payment.reference}`);
  }

  @OnPaymentExpired()
  release({ payment }: PaymentExpiredEvent): void {
    this.ledger.lines.push(`release ${payment.reference}`);
  }
}

/** Midnight in Phnom Penh. */
export const MIDNIGHT = Date.UTC(2026, 0, 1, 17);
export const SINGLE = '/v1/check_transaction_by_md5';
export const LIST = '/v1/check_transaction_by_md5_list';

/** A shop whose bank is the stand-in, a day of 100 requests and a clock that stands still at midnight. */
export async function openBakongShop(given: Partial<BakongOptions> = {}) {
  const clock = new KhqrTestClock(MIDNIGHT);
  const random = new SeededRandom(7);
  const world = new BakongWorld({ clock, random, dailyQuota: 100 });
  const options = world.options(given);
  // Looks seldom at an empty queue: hours pass faster, and a payment is still asked about to the second.
  const host = await openHost(
    { ...options, tracker: { tickMs: 30_000 } },
    {
      clock,
      providers: [Ledger, Fulfilment],
      runtime: {
        createProvider: async (account, context) =>
          bakong(account as BakongOptions, context, inProcess(world.api)),
      },
    },
  );
  const asked = (path: string) => world.api.stats().byPath.get(path) ?? 0;
  return {
    ...host,
    world,
    random,
    ledger: host.app.get(Ledger).lines,
    checks: () => asked(SINGLE) + asked(LIST),
    asked,
  };
}

export function create(khqr: KhqrService, index: number, more: object = {}): Promise<Payment> {
  return khqr.createPayment({
    reference: `order-${index}`,
    amount: '5.00',
    currency: 'USD',
    ...more,
  });
}

export const qrOf = ({ qrString = '' }: Payment) => qrString;
