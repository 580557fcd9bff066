import { html, type Part } from './html.js';
import { script, style } from './page.assets.js';
import { PAGE_TEXTS } from './page.texts.js';
import type { PageLanguage } from './page.port.js';

export interface PageFrame {
  readonly title: string;
  readonly merchantName: string;
  readonly language: PageLanguage;
  readonly languageUrls?: Readonly<Record<PageLanguage, string>> | undefined;
  readonly assetBase: string;
  /** The page follows a payment by its script. */
  readonly live: boolean;
  /** Without scripts it loads itself again after so many seconds. */
  readonly reload?: string | undefined;
}

/** The whole page around its middle. */
export function pageLayout(frame: PageFrame, middle: Part): string {
  const { title, merchantName, language, languageUrls, assetBase, live, reload } = frame;
  const other = language === 'en' ? 'km' : 'en';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${merchantName}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assetBase}/${style.name}" />
        ${live && html`<script src="${assetBase}/${script.name}" defer></script>`}
        ${reload !== undefined && html`<noscript><meta http-equiv="refresh" content="${reload}" /></noscript>`}
      </head>
      <body>
        <header class="top">
          <span class="shop">${merchantName}</span>
          ${languageUrls && html`<a class="language" href="${languageUrls[other]}" hreflang="${other}" lang="${other}">${PAGE_TEXTS[other].language}</a>`}
        </header>
        ${live && html`<p class="unseen" role="status" data-say></p>`} ${middle}
        <footer class="foot">${PAGE_TEXTS[language].safe}</footer>
      </body>
    </html> `.text;
}
