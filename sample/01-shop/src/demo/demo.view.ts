import type { Payment } from 'nestjs-khqr';
import { html, type Html, type Part } from '../web/html.js';

/** What a customer with a phone could do with an open code of the sandbox. */
export function demoForms({ id, provider, status }: Payment): Part {
  if (provider !== 'sandbox' || status !== 'PENDING') return undefined;
  return html`<section class="sheet demo">
    <h2>Sandbox</h2>
    <p>
      No money moves here. What does the customer do? The shop notices within some three seconds.
    </p>
    <div class="buttons">
      ${DEEDS.map(
        ([deed, label]) =>
          html`<form method="post" action="/admin/demo/payments/${id}/${deed}">
            <button class="button quiet-button" type="submit">${label}</button>
          </form>`,
      )}
    </div>
  </section>`;
}

const DEEDS = [
  ['pay', 'Pays'],
  ['pay-half', 'Pays half of it: a review'],
  ['expire', 'Lets the code end'],
] as const;

export function courierForm(isBroken: boolean): Html {
  return html`<section class="sheet demo">
    <h2>Sandbox</h2>
    <p>
      ${
        isBroken
          ? 'The courier’s system is down: the handler courier.book fails. The sandbox gives it up after three runs in some seconds; with a real provider it is tried for three days.'
          : 'To see a dead letter, break the courier’s system, then buy and pay something.'
      }
    </p>
    <form method="post" action="/admin/demo/courier">
      <button class="button quiet-button" type="submit">
        ${isBroken ? 'Mend the courier’s system' : 'Break the courier’s system'}
      </button>
    </form>
  </section>`;
}
