import { html, type Html } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMoney } from '../web/money.js';
import type { Order } from './order.js';

const STATUS_WORDS: Readonly<Record<Order['status'], string>> = {
  open: 'waiting for payment',
  paid: 'paid',
  expired: 'not paid',
};

export function ordersPage(orders: readonly Order[]): string {
  const body = html`<section>
    <h1>Orders</h1>
    ${orders.length > 0 ? table(orders) : html`<p class="quiet">No orders yet.</p>`}
  </section>`;
  return page({ title: 'Orders', body });
}

function table(orders: readonly Order[]): Html {
  return html`<ul class="orders">
    ${orders.map(
      (order) =>
        html`<li>
          <a href="/checkout/${order.id}">
            <strong>${order.number}</strong>
            <span>${order.quantity} × ${order.productName}</span>
            <span class="amount">${showMoney(order.total)}</span>
            <span class="pill ${order.status}">${STATUS_WORDS[order.status]}</span>
            <span class="quiet">${order.receipt ?? ''}</span>
          </a>
        </li>`,
    )}
  </ul>`;
}
