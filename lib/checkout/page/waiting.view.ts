import { html, Html, type Part } from './html.js';
import { SAVE_ICON } from './icons.js';
import { checkForm } from './page.forms.js';
import { showTime, type PageModel } from './page-model.js';

/** The code, and everything that helps to pay it. */
export function waitingView(model: PageModel): Html {
  const { view, texts, phase, reference, returnUrl } = model;
  const { urls } = view;
  return html`<section class="sheet waiting">
    <div class="head">
      <h1 tabindex="-1">${texts.phases[phase].title}</h1>
      ${reference !== undefined && html`<p class="quiet">${texts.receipt.order} ${reference}</p>`}
    </div>
    ${code(model)}
    <p class="left" data-left="${texts.left}" data-soon="${texts.soon}">
      <span>${texts.until}</span> <strong>${showTime(view.expiresAt)}</strong>
    </p>
    <p class="pulse">${texts.listening}</p>
    <div class="buttons">
      ${urls.deeplink !== undefined && html`<a class="button here" href="${urls.deeplink}">${texts.openApp}</a>`}
      ${saveLink(model)} ${checkForm(model)}
    </div>
    <div class="how there">
      <h2>${texts.payThere}</h2>
      ${list(texts.steps)}
    </div>
    <div class="how here">
      <h2>${texts.payHere}</h2>
      ${list(texts.stepsHere)}
    </div>
    ${returnUrl !== undefined && html`<a class="back" href="${returnUrl}">${texts.back}</a>`}
  </section>`;
}

const list = (steps: readonly string[]): Part =>
  html`<ol class="steps">
    ${steps.map((step) => html`<li>${step}</li>`)}
  </ol>`;

/** For the phone that the page is open on. Where its banking app can be opened, that comes first. */
function saveLink({ view, texts }: PageModel): Part {
  const { qrString, urls, id } = view;
  if (qrString === null) return undefined;
  const kind = urls.deeplink === undefined ? '' : ' second';
  return html`<a
    class="button${kind} here"
    href="${urls.qrPng}?size=720"
    download="khqr-${id.slice(0, 8)}.png"
    >${SAVE_ICON}${texts.save}</a
  >`;
}

/** The card is drawn from the code itself, so that it says what the customer's bank will say. */
function code({ view, texts, money, merchantName, card }: PageModel): Html {
  const { qrString, urls } = view;
  if (qrString === null) return html`<p class="code none quiet">${texts.noPicture}</p>`;
  const label = texts.codeLabel
    .replace('{amount}', () => money)
    .replace('{name}', () => merchantName);
  return html`<div class="code" role="img" aria-label="${label}">
    ${card === undefined ? html`<img src="${urls.qrSvg}" alt="" />` : new Html(card)}
  </div>`;
}
