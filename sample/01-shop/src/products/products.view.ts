import { html, type Html } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMoney } from '../web/money.js';
import { productArt } from './product-art.view.js';
import type { Product } from './product.js';

export interface ShelfItem {
  readonly product: Product;
  /** How many can still be ordered. */
  readonly left: number;
}

/** More than this is a phone call, not an order on a web page. */
export const MOST_IN_ONE_ORDER = 5;

export function productsPage(shelf: readonly ShelfItem[]): string {
  const body = html`<section class="hero">
      <h1>From Cambodian fields and looms</h1>
      <p>Six good things, packed in Phnom Penh. Order here, then pay with KHQR from your bank.</p>
    </section>
    <ul class="shelf">
      ${shelf.map(card)}
    </ul>`;
  return page({ title: 'Shop', body });
}

function card({ product, left }: ShelfItem): Html {
  return html`<li>
    <a class="card" href="/products/${product.id}">
      ${productArt(product.art)}
      <div class="card-text">
        <h2>${product.name}</h2>
        <p class="quiet">${product.unit}</p>
        <p class="card-price">
          <strong>${showMoney(product.price)}</strong>
          <span class="quiet">${stockWord(left)}</span>
        </p>
      </div>
    </a>
  </li>`;
}

export function productPage({ product, left }: ShelfItem): string {
  const body = html`<a class="back" href="/">← All products</a>
    <section class="product">
      <div class="product-art">${productArt(product.art)}</div>
      <div>
        <p class="eyebrow">${product.from}</p>
        <h1>${product.name}</h1>
        <p class="price">${showMoney(product.price)} <span class="quiet">${product.unit}</span></p>
        <p class="story">${product.story}</p>
        ${left > 0 ? orderForm(product, left) : html`<p class="sold-out">Sold out for now.</p>`}
      </div>
    </section>`;
  return page({ title: product.name, body });
}

function orderForm(product: Product, left: number): Html {
  const most = Math.min(left, MOST_IN_ONE_ORDER);
  const choices = Array.from({ length: most }, (_, index) => index + 1);
  return html`<form class="order-form" method="post" action="/checkout">
    <input type="hidden" name="product" value="${product.id}" />
    <label>
      Quantity
      <select name="quantity">
        ${choices.map((count) => html`<option value="${count}">${count}</option>`)}
      </select>
    </label>
    <button class="button" type="submit">Buy and pay with KHQR</button>
    <span class="quiet" data-stock="${left}">${stockWord(left)}</span>
  </form>`;
}

function stockWord(left: number): string {
  return left === 0 ? 'sold out' : `${left} in stock`;
}
