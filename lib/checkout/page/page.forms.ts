import { html, type Part } from './html.js';
import type { PageModel } from './page-model.js';

/** "I have paid": without scripts an ordinary form, whose answer is this page with a notice. */
export function checkForm(model: PageModel): Part {
  const { canCheck, actions, texts, notice } = model;
  if (!canCheck) return undefined;
  const told = { 'still-waiting': texts.stillWaiting, 'ask-later': texts.askLater };
  const note = notice && told[notice];
  return html`<form
    method="post"
    action="${actions.check}"
    data-ask="bank"
    data-asking="${texts.asking}"
    data-waiting="${texts.stillWaiting}"
    data-later="${texts.askLater}"
    data-failed="${texts.askFailed}"
  >
    <p class="note" data-note${note === undefined && html` hidden`}>${note}</p>
    <button class="button second" type="submit">${texts.iHavePaid}</button>
  </form>`;
}

export function renewForm({ canRenew, actions, texts, phase }: PageModel): Part {
  if (!canRenew) return undefined;
  const label = phase === 'failed' ? texts.tryAgain : texts.newCode;
  return html`<form method="post" action="${actions.renew}">
    <button class="button" type="submit">${label}</button>
  </form>`;
}

/** The first choice where the payment is done, the last before that. */
export function returnLink({ returnUrl, texts, phase }: PageModel): Part {
  if (returnUrl === undefined) return undefined;
  const kind = phase === 'paid' ? '' : ' second';
  return html`<a class="button${kind}" href="${returnUrl}">${texts.back}</a>`;
}

/** Stands in for the customer's phone, where nobody moves real money. */
export function sandboxForm({ sandboxPay, texts, phase }: PageModel): Part {
  if (sandboxPay === undefined || phase !== 'waiting') return undefined;
  return html`<aside class="sandbox">
    <p>${texts.sandbox}</p>
    <form method="post" action="${sandboxPay}" data-ask="sandbox">
      <button class="button" type="submit">${texts.sandboxPay}</button>
    </form>
  </aside>`;
}
