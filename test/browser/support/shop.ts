import { Injectable } from '@nestjs/common';
import { OnPaymentPaid, type PaymentPaidEvent } from 'nestjs-khqr';
import { openCheckout, type CheckoutShopOptions, type Driver } from '../../support/checkout.js';
import type { Visits } from './visits.js';

/** The shop's own part: notes which orders were shipped. */
@Injectable()
class Fulfilment {
  readonly shipped: string[] = [];

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.shipped.push(payment.reference);
  }
}

/** A small shop with a checkout that ends with the test. */
export async function openShop(
  visits: Visits,
  options: CheckoutShopOptions & { readonly driver?: Driver } = {},
) {
  const { driver = 'express', ...rest } = options;
  const shop = await openCheckout(driver, {
    ...rest,
    checkout: { sandboxPay: true, ...rest.checkout },
    providers: [Fulfilment],
  });
  visits.closeLater(() => shop.app.close());
  const { shipped } = shop.app.get(Fulfilment);
  return { ...shop, shipped };
}

export type BrowserShop = Awaited<ReturnType<typeof openShop>>;

/** The customer pays, and the tracker learns it. */
export async function payOrder({ bank, settled }: BrowserShop, reference: string): Promise<void> {
  bank.payByReference(reference);
  await settled();
}
