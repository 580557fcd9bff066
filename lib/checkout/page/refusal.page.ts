import { html } from './html.js';
import { phaseMark } from './icons.js';
import { pageLayout } from './page.layout.js';
import { HEADERS } from './page.policy.js';
import type { PageOutput, RefusalPageInput } from './page.port.js';
import { PAGE_TEXTS } from './page.texts.js';

/** For whoever follows a link or a form in a browser, and would otherwise read JSON. */
export function renderRefusalPage(input: RefusalPageInput): PageOutput {
  const { kind, message, language, pageUrl, returnUrl } = input;
  const { unknown, trouble, toPayment, back } = PAGE_TEXTS[language];
  const { title, text } = kind === 'unknown' ? unknown : { title: trouble, text: message };
  const middle = html`<main class="main">
    <section class="sheet state ${kind}">
      ${phaseMark(kind)}
      <h1 tabindex="-1">${title}</h1>
      <p>${text}</p>
      <div class="buttons">
        ${pageUrl !== undefined && html`<a class="button" href="${pageUrl}">${toPayment}</a>`}
        ${returnUrl !== undefined && html`<a class="button second" href="${returnUrl}">${back}</a>`}
      </div>
    </section>
  </main>`;
  return { html: pageLayout({ ...input, title, live: false }, middle), headers: HEADERS };
}
