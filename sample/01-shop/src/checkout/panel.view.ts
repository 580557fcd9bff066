import type { Payment } from 'nestjs-khqr';
import { html, type Html, type Part } from '../web/html.js';
import { showMoney } from '../web/money.js';
import type { CheckoutState, Phase } from './checkout-state.js';
import { payeeName } from './payee-name.js';
import { qrSvg } from './qr.view.js';

/** The card beside the order: the code, or what has become of it. */
export function panel(state: CheckoutState): Html {
  return html`<section class="panel ${state.phase}">${CONTENT[state.phase](state)}</section>`;
}

const CONTENT: Readonly<Record<Phase, (state: CheckoutState) => Part>> = {
  preparing: () => html`<h2>Making your code…</h2>`,
  waiting: (state) => state.payment && waiting(state, state.payment),
  paid: ({ order, payment }) => html`
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="32" />
      <path d="m19 33 9 9 18-20" />
    </svg>
    <h2>Paid</h2>
    <p class="big">${showMoney(order.total)}</p>
    <p>
      ${
        order.receipt !== undefined
          ? html`Receipt <strong>${order.receipt}</strong>. We are packing your order.`
          : html`Thank you. Your receipt is being written…`
      }
    </p>
    ${payment?.late === true && html`<p class="quiet">It came after the code had ended, and counts.</p>`}
    <a class="button" href="/">Back to the shop</a>
  `,
  ended: (state) => html`
    <h2>This code has ended</h2>
    <p>Nothing was paid with it. Your order is still here: ask for a new code.</p>
    ${codeButton(state, 'New code')}
  `,
  'no-code': (state) => html`
    <h2>No code yet</h2>
    <p>The payment service did not give us a code. Nothing was paid; please try again.</p>
    ${codeButton(state, 'Try again')}
  `,
  review: ({ order }) => html`
    <h2>We are looking at your payment</h2>
    <p>
      Something about it does not fit order ${order.number}. We will get in touch; please do not pay
      again.
    </p>
  `,
};

function codeButton({ order }: CheckoutState, text: string): Html {
  return html`<form method="post" action="/checkout/${order.id}/code">
    <button class="button" type="submit">${text}</button>
  </form>`;
}

function waiting(state: CheckoutState, payment: Payment): Html {
  const lifeMs = payment.expiresAt.getTime() - payment.createdAt.getTime();
  return html`
    <div class="khqr">
      <div class="khqr-head">KHQR</div>
      <div class="khqr-who">
        <span>${payeeName(payment.qrString)}</span>
        <strong>${payment.amount} <small>${payment.currency}</small></strong>
      </div>
      ${code(payment)}
    </div>
    <p class="countdown">
      <span data-countdown>Scan it with your banking app.</span>
      <progress max="${lifeMs}" value="${state.leftMs}" data-progress></progress>
    </p>
    ${payment.provider === 'sandbox' && phone(state)}
  `;
}

function code({ qrString, qrImageUrl, currency }: Payment): Part {
  if (qrString !== undefined) return qrSvg(qrString, currency === 'USD' ? '$' : '៛');
  // One provider may give nothing but a picture on its own host.
  if (qrImageUrl !== undefined) return html`<img class="qr" src="${qrImageUrl}" alt="KHQR code" />`;
  return html`<p>Ask us for the code at the counter.</p>`;
}

function phone({ order }: CheckoutState): Html {
  return html`<aside class="sandbox">
    <p><strong>Sandbox.</strong> No money moves here.</p>
    <form
      method="post"
      action="/sandbox/${order.id}/pay"
      data-sent="Paid on the phone. The shop will notice in a moment…"
    >
      <button class="button" type="submit">
        Pay<small>stands in for the customer’s phone</small>
      </button>
    </form>
    <form
      method="post"
      action="/sandbox/${order.id}/expire"
      data-sent="The code has ended. The shop waits 15 seconds for late money."
    >
      <button class="link" type="submit">Let the code run out instead</button>
    </form>
  </aside>`;
}
