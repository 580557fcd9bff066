import { html } from './html.js';
import { pageLayout } from './page.layout.js';
import { sandboxForm } from './page.forms.js';
import { pageModel, type PageModel } from './page-model.js';
import type { PageInput, PageOutput } from './page.port.js';
import { stateView } from './state.view.js';
import { waitingView } from './waiting.view.js';

/** Only what this host serves, no script or style in the page itself, and in nobody's frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The hosted page as it stands now. Its script asks for it again when the payment has moved, and takes the middle. */
export function renderPaymentPage(input: PageInput): PageOutput {
  const model = pageModel(input);
  const sheet = model.phase === 'waiting' ? waitingView(model) : stateView(model);
  const { view, texts } = model;
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
  return { html: pageLayout(model, middle), headers: { 'content-security-policy': POLICY } };
}

const settled = ({ view }: PageModel) => view.settled && html` data-settled`;
