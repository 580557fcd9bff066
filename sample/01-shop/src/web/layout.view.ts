import { html, type Part } from './html.js';

export const SHOP_NAME = 'Mekong Pantry';

export interface Page {
  readonly title: string;
  readonly body: Part;
  /** Origins of pictures that are not ours. @default none */
  readonly imageOrigin?: string | undefined;
  /** Seconds after which a browser without scripts loads the page again. @default never */
  readonly reloadSeconds?: number | undefined;
}

/** Nothing is loaded from elsewhere, and the browser is told so. */
function policy(imageOrigin = ''): string {
  return `default-src 'self'; img-src 'self' ${imageOrigin}; form-action 'self'; base-uri 'none'`;
}

/** A whole page, as text. */
export function page({ title, body, imageOrigin, reloadSeconds }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy(imageOrigin)}" />
        <title>${title} · ${SHOP_NAME}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/shop.css" />
        ${
          reloadSeconds !== undefined &&
          html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}" /></noscript>`
        }
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">
            <img src="/assets/icon.svg" alt="" width="34" height="34" />
            ${SHOP_NAME}
          </a>
          <nav>
            <a href="/">Shop</a>
            <a href="/orders">Orders</a>
          </nav>
        </header>
        <main>${body}</main>
        <footer>
          A sample shop for nestjs-khqr, kept in memory. Nothing here is really for sale.
        </footer>
      </body>
    </html>`.text;
}
