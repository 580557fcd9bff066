import { html, type Html } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMoney } from '../web/money.js';
import type { CheckoutState, Phase } from './checkout-state.js';
import { panel } from './panel.view.js';

/** Without scripts the page loads itself again. */
const RELOAD_SECONDS = 3;

const HEADLINES: Readonly<Record<Phase, string>> = {
  'no-code': 'Pay with KHQR',
  preparing: 'Pay with KHQR',
  waiting: 'Pay with KHQR',
  paid: 'Thank you',
  ended: 'Not paid yet',
  review: 'Thank you',
};

export function checkoutPage(state: CheckoutState): string {
  const { order, payment, phase } = state;
  const picture = payment?.qrString === undefined ? payment?.qrImageUrl : undefined;
  return page({
    title: `Order ${order.number}`,
    body: html`${checkout(state)}
      <p id="status" class="unseen" role="status"></p>
      <script src="/assets/checkout.js" defer></script>`,
    imageOrigin: picture === undefined ? undefined : new URL(picture).origin,
    reloadSeconds: phase === 'waiting' ? RELOAD_SECONDS : undefined,
  });
}

/** Everything that changes: `checkout.js` replaces it when the state's key has changed. */
export function checkout(state: CheckoutState): Html {
  const { order, phase, key, leftMs } = state;
  const price = { ...order.total, minor: order.total.minor / order.quantity };
  return html`<div
    id="checkout"
    class="checkout"
    data-key="${key}"
    data-left-ms="${leftMs}"
    data-status="${HEADLINES[phase]}"
  >
    <section>
      <p class="eyebrow">Order ${order.number}</p>
      <h1>${HEADLINES[phase]}</h1>
      <dl>
        <dt>${order.productName}</dt>
        <dd>${order.quantity} × ${showMoney(price)}</dd>
        <dt>Delivery in Phnom Penh</dt>
        <dd>free</dd>
        <dt class="total">Total</dt>
        <dd class="total">${showMoney(order.total)}</dd>
      </dl>
      ${phase === 'waiting' && steps()}
    </section>
    ${panel(state)}
  </div>`;
}

function steps(): Html {
  return html`<ol class="steps">
    <li>Open your banking app and choose “Scan”.</li>
    <li>Scan the code, check the name and the amount.</li>
    <li>Confirm. This page changes by itself.</li>
  </ol>`;
}
