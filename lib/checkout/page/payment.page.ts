import { html } from './html.js';
import { pageLayout } from './page.layout.js';
import { sandboxForm } from './page.forms.js';
import { pageModel, type PageModel } from './page-model.js';
import { HEADERS } from './page.policy.js';
import type { PageInput, PageOutput } from './page.port.js';
import { stateView } from './state.view.js';
import { waitingView } from './waiting.view.js';

/** Seconds: often while a payment is awaited, seldom while it may still come late. */
const RELOAD: Partial<Record<PageModel['phase'], string>> = {
  making: '3',
  waiting: '5',
  ending: '5',
  ended: '30',
  review: '30',
};

/** The hosted page as it stands now. Its script asks for it again when the payment has moved, and takes the middle. */
export function renderPaymentPage(input: PageInput): PageOutput {
  const model = pageModel(input);
  const sheet = model.phase === 'waiting' ? waitingView(model) : stateView(model);
  const { view, texts, phase } = model;
  const middle = html`<main
    class="main"
    data-status="${view.status}"
    data-self="${view.urls.self}"
    data-events="${view.urls.events}"
    data-expires="${view.expiresAt}"
    data-now="${view.serverTime}"
    ${settled(model)}
  >
    <p class="offline" hidden data-offline>${texts.offline}</p>
    ${sheet} ${sandboxForm(model)}
  </main>`;
  const { title } = texts.phases[phase];
  const frame = { ...model, title, live: true, reload: RELOAD[phase] };
  return { html: pageLayout(frame, middle), headers: HEADERS };
}

const settled = ({ view }: PageModel) => view.settled && html` data-settled`;
