import { Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { Payment } from 'nestjs-khqr';
import type {
  CheckoutRequest,
  OrderResolver,
  PaymentAuthorizer,
  PaymentView,
} from 'nestjs-khqr/checkout';
import { calls, DRIVERS, openCheckout } from '../support/checkout.js';

interface CustomerRequest extends CheckoutRequest {
  customer?: string | undefined;
}

const orders = new Map([
  ['order-1', { customer: 'sokha', amount: '5.00' }],
  ['order-2', { customer: 'dara', amount: '7.00' }],
]);

@Injectable()
class SessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<CustomerRequest>();
    const [, session] = /^session=(\w+)$/.exec(String(request.headers.cookie)) ?? [];
    request.customer = session;
    return session !== undefined;
  }
}

/** As docs/checkout.md shows it. */
@Injectable()
class CustomerOrders implements OrderResolver, PaymentAuthorizer {
  resolveOrder(reference: string, { customer }: CustomerRequest) {
    const order = orders.get(reference);
    if (!order || order.customer !== customer) return null;
    return { amount: order.amount, currency: 'USD' as const };
  }

  authorize({ reference }: Payment, { customer }: CustomerRequest) {
    const order = orders.get(reference);
    return order !== undefined && order.customer === customer;
  }
}

describe.each(DRIVERS)('customers who are logged in, on %s', (driver) => {
  it('see and pay their own orders, and nobody else’s', async () => {
    const shop = await openCheckout(driver, {
      checkout: {
        resolveOrder: CustomerOrders,
        authorize: CustomerOrders,
        decorators: [UseGuards(SessionGuard)],
      },
      providers: [CustomerOrders],
    });
    const sokha = { cookie: 'session=sokha' };
    const dara = { cookie: 'session=dara' };
    const made = await shop.post('/khqr/payments', { reference: 'order-1' }, sokha);
    expect(made.status).toBe(201);
    const { urls } = (await made.json()) as PaymentView;
    const theirs = [urls.self, urls.events, urls.page, urls.qrSvg, urls.cardSvg];

    expect((await shop.post('/khqr/payments', { reference: 'order-1' }, dara)).status).toBe(404);
    for (const url of theirs) {
      expect([url, (await shop.request(url, { headers: dara })).status]).toEqual([url, 404]);
      expect([url, (await shop.request(url)).status]).toEqual([url, 403]);
    }
    const before = calls(shop);
    expect((await shop.post(urls.check, undefined, dara)).status).toBe(404);
    expect((await shop.post(urls.renew, undefined, dara)).status).toBe(404);
    expect(calls(shop)).toBe(before);

    const picture = await shop.request(urls.qrSvg, { headers: sokha });
    expect(picture.headers.get('cache-control')).toBe('private, no-store');
    shop.bank.payByReference('order-1');
    await shop.settled();
    const paid = await shop.request(urls.self, { headers: sokha });
    expect(await paid.json()).toMatchObject({ status: 'PAID', amount: '5.00' });
    await shop.app.close();
  });
});
