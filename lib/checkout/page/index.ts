import type { PageAsset, PageInput, PageOutput } from './page.port.js';

const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The hosted page. */
export function renderPaymentPage({
  view,
  merchantName,
  language,
  actions,
}: PageInput): PageOutput {
  return {
    html: `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escape(merchantName)}</title><h1>${escape(merchantName)}</h1><p>${view.amount} ${view.currency} ${view.status}</p><img src="${escape(view.urls.cardSvg)}" alt="KHQR"><form method="post" action="${escape(actions.check)}"><button>I have paid</button></form></html>`,
    headers: {
      'content-security-policy':
        "default-src 'none'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    },
  };
}

/** By name. */
export const pageAssets: Readonly<Record<string, PageAsset>> = {};
