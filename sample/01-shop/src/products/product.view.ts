import type { Currency } from 'nestjs-khqr';
import { html, type Html } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMinor } from '../web/money.js';
import { productArt } from './product-art.view.js';
import { stockWord } from './products.view.js';
import type { Product } from './product.js';

/** More than this is a phone call, not an order on a web page. */
export const MOST_IN_ONE_ORDER = 5;

export function productPage(
  product: Product,
  left: number,
  currencies: readonly Currency[],
): string {
  const body = html`<p><a class="back" href="/">← All products</a></p>
    <section class="product">
      <div class="product-art">${productArt(product.art)}</div>
      <div class="product-text">
        <p class="eyebrow">${product.from}</p>
        <h1>${product.name}</h1>
        <p class="khmer" lang="km">${product.khmerName}</p>
        <p class="price">
          ${showMinor(product.price.USD, 'USD')}
          <span class="quiet">${showMinor(product.price.KHR, 'KHR')} · ${product.unit}</span>
        </p>
        <p class="story">${product.story}</p>
        ${left > 0 ? orderForm(product, left, currencies) : html`<p class="note">Sold out for now. Come back next week.</p>`}
      </div>
    </section>`;
  return page({ title: product.name, body });
}

function orderForm(product: Product, left: number, currencies: readonly Currency[]): Html {
  const most = Math.min(left, MOST_IN_ONE_ORDER);
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  return html`<form class="order-form" method="post" action="/checkout">
    <input type="hidden" name="product" value="${product.id}" />
    <div class="fields">
      <label class="field">
        Quantity
        <select name="quantity">
          ${counts.map((count) => html`<option value="${count}">${count}</option>`)}
        </select>
      </label>
      <label class="field">
        Pay in
        <select name="currency">
          ${currencies.map((currency) => html`<option value="${currency}">${CURRENCIES[currency]}</option>`)}
        </select>
      </label>
      ${stockWord(left)}
    </div>
    <button class="button" type="submit">Buy and pay with KHQR</button>
    <p class="quiet">Delivery in Phnom Penh is free.</p>
  </form>`;
}

const CURRENCIES: Readonly<Record<Currency, string>> = { USD: 'US dollars', KHR: 'Riel' };
