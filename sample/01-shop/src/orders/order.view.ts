import type { Payment } from 'nestjs-khqr';
import type { Product } from '../products/product.js';
import { productArt } from '../products/product-art.view.js';
import { html, type Html, type Part } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMinor } from '../web/money.js';
import { showTime } from '../web/time.js';
import type { Order } from './order.js';
import { isMoving, orderState, type OrderState } from './order-state.js';
import { timeline } from './timeline.view.js';

export interface OrderPage {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly product: Product;
}

const WORDS: Readonly<Record<OrderState, { readonly title: string; readonly text: string }>> = {
  'no-code': {
    title: 'No code yet',
    text: 'The payment service did not give us a code. Nothing was paid; please try again.',
  },
  waiting: {
    title: 'Waiting for your payment',
    text: 'We keep the goods for you while the code is valid. This page changes by itself.',
  },
  ended: {
    title: 'Not paid yet',
    text: 'The code has ended and nothing was paid with it. Your order is still here: ask for a new code.',
  },
  review: {
    title: 'We are looking at your payment',
    text: 'Something about it does not fit this order. We will be in touch; please do not pay again.',
  },
  closed: {
    title: 'This order is closed',
    text: 'We could not match your payment with this order. If money has left your account, write to us.',
  },
  paid: { title: 'Thank you', text: 'Your payment has arrived. We are packing your order.' },
  packed: { title: 'Thank you', text: 'Your order is packed. We are calling the courier.' },
  'on-its-way': { title: 'Thank you', text: 'Your order is packed and the courier is booked.' },
};

export function orderPage(parts: OrderPage): string {
  const { order, payment } = parts;
  const state = orderState(order, payment);
  const { title, text } = WORDS[state];
  const key = [state, payment?.id ?? '', order.receipt ?? ''].join(' ');
  const body = html`<div
    id="order"
    class="order"
    data-key="${key}"
    ${isMoving(state) && html` data-live`}
  >
    <section class="order-now">
      <p class="eyebrow">Order ${order.number}</p>
      <h1 data-say>${title}</h1>
      <p class="lead">${text}</p>
      ${next(state, parts)} ${timeline(order, payment)}
    </section>
    <section class="sheet">
      <h2>Your order</h2>
      ${goods(parts)} ${facts(parts)}
    </section>
    <p class="unseen" role="status" id="said"></p>
  </div>`;
  return page({
    title: `Order ${order.number}`,
    body,
    script: 'order.js',
    reloadSeconds: isMoving(state) ? 5 : undefined,
  });
}

/** What the customer can do now. */
function next(state: OrderState, { order, payment }: OrderPage): Part {
  switch (state) {
    case 'waiting':
      return html`<p><a class="button" href="/khqr/pay/${payment?.id}">Show the code</a></p>`;
    case 'no-code':
      return payForm(order, 'Try again');
    case 'ended':
      return payForm(order, 'Get a new code');
    case 'review':
    case 'closed':
      return undefined;
    case 'paid':
    case 'packed':
    case 'on-its-way':
      return html`<p><a class="button quiet-button" href="/">Back to the shop</a></p>`;
  }
}

function payForm({ number }: Order, label: string): Html {
  return html`<form method="post" action="/checkout/${number}">
    <button class="button" type="submit">${label}</button>
  </form>`;
}

function goods({ order, product }: OrderPage): Html {
  const { quantity, totalMinor, currency } = order;
  return html`<div class="goods">
    <div class="goods-art">${productArt(product.art)}</div>
    <p>
      <a href="/products/${product.id}">${product.name}</a>
      <span class="quiet">${quantity} × ${showMinor(totalMinor / quantity, currency)}</span>
    </p>
  </div>`;
}

function facts({ order, payment }: OrderPage): Html {
  const paid = payment?.status === 'PAID' ? payment : undefined;
  const rows: readonly (readonly [label: string, value: string | null | undefined])[] = [
    ['Delivery in Phnom Penh', 'free'],
    [paid ? 'Paid with KHQR' : 'Total', showMinor(order.totalMinor, order.currency)],
    ['Paid', paid?.paidAt && showTime(paid.paidAt)],
    ['From', paid?.receipt?.payerAccount],
    ['Bank reference', paid?.receipt?.bankReference],
    ['Receipt', order.receipt],
    ['Parcel', order.courier],
  ];
  return html`<dl>
      ${rows.map(
        ([label, value]) =>
          value != null &&
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${paid?.late === true && html`<p class="note">It came after the code had ended, and counts.</p>`}`;
}
