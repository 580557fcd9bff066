import type { Payment } from 'nestjs-khqr';
import { html, type Html } from '../web/html.js';
import { showTime } from '../web/time.js';
import type { Order } from './order.js';

interface Step {
  readonly label: string;
  readonly at: Date | null | undefined;
}

/** How far the order has come. Each step after the payment is a handler of its own. */
export function timeline(order: Order, payment: Payment | null): Html {
  const paidAt = payment?.status === 'PAID' ? payment.paidAt : order.paidAt;
  const steps: readonly Step[] = [
    { label: 'Ordered', at: order.placedAt },
    { label: 'Paid', at: paidAt },
    { label: order.receipt === null ? 'Receipt' : `Receipt ${order.receipt}`, at: order.paidAt },
    { label: 'Packed', at: order.packedAt },
    { label: 'Courier booked', at: order.courierAt },
  ];
  return html`<ol class="timeline">
    ${steps.map(
      ({ label, at }) =>
        html`<li${at && html` class="done"`}>
          <span>${label}${!at && html`<span class="unseen">, not yet</span>`}</span>
          ${at && html`<time class="quiet" datetime="${at.toISOString()}">${showTime(at)}</time>`}
        </li>`,
    )}
  </ol>`;
}
