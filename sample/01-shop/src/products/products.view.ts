import { html, type Html } from '../web/html.js';
import { page } from '../web/layout.view.js';
import { showMinor } from '../web/money.js';
import { productArt } from './product-art.view.js';
import type { Product } from './product.js';

interface ShelfItem {
  readonly product: Product;
  /** How many can still be ordered. */
  readonly left: number;
}

/** Fewer than this are said to be the last ones. */
const FEW = 5;

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
  return html`<li class="card">
    ${productArt(product.art)}
    <div class="card-text">
      <h2><a href="/products/${product.id}">${product.name}</a></h2>
      <p class="khmer" lang="km">${product.khmerName}</p>
      <p class="quiet">${product.unit}</p>
      <p class="card-foot">
        <span>
          <strong>${showMinor(product.price.USD, 'USD')}</strong>
          <span class="quiet">${showMinor(product.price.KHR, 'KHR')}</span>
        </span>
        ${stockWord(left)}
      </p>
    </div>
  </li>`;
}

export function stockWord(left: number): Html {
  const few = left < FEW ? ' few' : '';
  const word = left === 0 ? 'Sold out' : left < FEW ? `Last ${left}` : `${left} in stock`;
  return html`<span class="stock${few}" data-stock="${left}">${word}</span>`;
}
