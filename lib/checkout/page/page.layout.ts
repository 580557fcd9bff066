import { html, type Part } from './html.js';
import { script, style } from './page.assets.js';
import { PAGE_TEXTS } from './page.texts.js';
import type { PageModel } from './page-model.js';

/** Without scripts the page loads itself again: often while a payment is awaited, seldom while it may still come late. */
const RELOAD_SECONDS: Partial<Record<PageModel['phase'], string>> = {
  making: '3',
  waiting: '5',
  ending: '5',
  ended: '30',
  review: '30',
};

/** The whole page around its middle. */
export function pageLayout(model: PageModel, middle: Part): string {
  const { language, languageUrls, merchantName, phase, texts, assetBase } = model;
  const other = language === 'en' ? 'km' : 'en';
  const reload = RELOAD_SECONDS[phase];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${texts.phases[phase].title} · ${merchantName}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assetBase}/${style.name}" />
        <script src="${assetBase}/${script.name}" defer></script>
        ${reload !== undefined && html`<noscript><meta http-equiv="refresh" content="${reload}" /></noscript>`}
      </head>
      <body>
        <header class="top">
          <span class="shop">${merchantName}</span>
          <a class="language" href="${languageUrls[other]}" hreflang="${other}" lang="${other}"
            >${PAGE_TEXTS[other].language}</a
          >
        </header>
        <p class="unseen" role="status" data-say></p>
        ${middle}
        <footer class="foot">${texts.safe}</footer>
      </body>
    </html> `.text;
}
