import { html, type Html, type Part } from './html.js';
import { phaseMark } from './icons.js';
import { checkForm, renewForm, returnLink } from './page.forms.js';
import { showDate, type PageModel } from './page-model.js';

/** Every phase without a code: what has become of the payment, and what the customer can do. */
export function stateView(model: PageModel): Html {
  const { phase, texts, view, money } = model;
  const { title, text } = texts.phases[phase];
  return html`<section class="sheet state ${phase}">
    ${phaseMark(phase)}
    <h1 tabindex="-1">${title}</h1>
    ${phase === 'paid' && html`<p class="sum">${money}</p>`}
    <p>${text}</p>
    ${view.late === true && html`<p>${texts.late}</p>`} ${lines(model)}
    <div class="buttons">${renewForm(model)} ${checkForm(model)} ${returnLink(model)}</div>
  </section>`;
}

/** What the customer shows or tells to the shop. */
function lines({ phase, texts, view, money, merchantName, reference, language }: PageModel): Part {
  if (phase === 'making') return undefined;
  const { receipt } = texts;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [receipt.paidTo, phase === 'paid' ? merchantName : undefined],
    [receipt.amount, phase === 'paid' ? undefined : money],
    [receipt.order, reference],
    [receipt.time, view.paidAt && showDate(view.paidAt, language)],
    [receipt.number, view.id],
  ];
  return html`<dl class="receipt">
    ${rows.map(
      ([label, value]) =>
        value !== undefined &&
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
