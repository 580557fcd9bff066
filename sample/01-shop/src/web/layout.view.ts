import { SHOP_NAME } from '../settings.js';
import { html, type Part } from './html.js';

export interface Page {
  readonly title: string;
  readonly body: Part;
  /** Above the content, beside the shop's name. @default the shop's own links */
  readonly nav?: Part;
  /** A file below `/assets`. @default none */
  readonly script?: string;
  /** Seconds after which a browser without scripts loads the page again. @default never */
  readonly reloadSeconds?: number | undefined;
}

const NAV = html`<a href="/">Shop</a>`;

/** A whole page, as text. */
export function page({ title, body, nav = NAV, script, reloadSeconds }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${SHOP_NAME}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/shop.css" />
        ${script !== undefined && html`<script src="/assets/${script}" defer></script>`}
        ${
          reloadSeconds !== undefined &&
          html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}" /></noscript>`
        }
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">
            <img src="/assets/icon.svg" alt="" width="34" height="34" />
            ${SHOP_NAME}
          </a>
          <nav aria-label="Main">${nav}</nav>
        </header>
        <main id="content">${body}</main>
        <footer>
          <p>A sample shop for nestjs-khqr. Nothing here is really for sale.</p>
          <p><a href="/admin">For the shop’s staff</a></p>
        </footer>
      </body>
    </html>`.text;
}
