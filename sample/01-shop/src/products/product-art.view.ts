import { html, type Html } from '../web/html.js';
import type { Product } from './product.js';

const BACKDROP: Readonly<Record<Product['art'], string>> = {
  pepper: '#dfe7d3',
  coffee: '#ecd9c3',
  sugar: '#f6e2bd',
  salt: '#d8e6e8',
  krama: '#f2d8cf',
  rice: '#eee6c4',
};

/** A drawn picture of a product, so that the sample needs no photographs. */
export function productArt(art: Product['art']): Html {
  return html`<svg class="art" viewBox="0 0 320 240" aria-hidden="true">
    <rect width="320" height="240" fill="${BACKDROP[art]}" />
    <circle cx="160" cy="116" r="92" fill="#fff" opacity=".38" />
    <ellipse cx="160" cy="206" rx="78" ry="9" fill="#3a2a1a" opacity=".14" />
    ${DRAWINGS[art]()}
  </svg>`;
}

const DRAWINGS: Readonly<Record<Product['art'], () => Html>> = {
  pepper: () => html`
    <rect x="108" y="72" width="104" height="132" rx="16" fill="#fdfbf6" opacity=".82" />
    <path d="M114 118h92v70a10 10 0 0 1-10 10h-72a10 10 0 0 1-10-10z" fill="#4a3a30" />
    ${dots('#2d231d', 11, 8, 120, 124)}
    <rect x="104" y="50" width="112" height="30" rx="8" fill="#b4512b" />
    <rect x="104" y="66" width="112" height="5" fill="#93401f" />
    ${label(126, 140, 68, 40)}
  `,
  coffee: () => html`
    <path d="M110 66h100l8 130a10 10 0 0 1-10 10h-96a10 10 0 0 1-10-10z" fill="#8c5e3c" />
    <path d="M110 66h100l-6-18a6 6 0 0 0-6-4h-76a6 6 0 0 0-6 4z" fill="#6f472b" />
    <rect x="120" y="96" width="80" height="78" rx="8" fill="#fbf4e8" />
    <g transform="rotate(28 160 135)">
      <ellipse cx="160" cy="135" rx="18" ry="26" fill="#5a3721" />
      <path
        d="M160 110c-9 12 9 22 0 34-4 6-3 11 0 16"
        fill="none"
        stroke="#fbf4e8"
        stroke-width="3.5"
        stroke-linecap="round"
      />
    </g>
  `,
  sugar: () => html`
    ${[172, 142, 112].map(
      (y, index) => html`
        <rect
          x="${98 + index * 6}"
          y="${y}"
          width="${124 - index * 12}"
          height="34"
          rx="15"
          fill="#c98a3b"
        />
        <ellipse cx="160" cy="${y + 9}" rx="${60 - index * 6}" ry="10" fill="#e0a957" />
      `,
    )}
    <path d="M150 60h20v148h-20z" fill="#7d9a5b" />
    <path d="M150 60h9v148h-9z" fill="#6a8749" />
    <path
      d="M160 66c-34-26-46 10-16 8 8 0 14-4 16-8zm0 0c34-26 46 10 16 8-8 0-14-4-16-8z"
      fill="#8fb06a"
    />
  `,
  salt: () => html`
    <path d="M104 84h112v108a14 14 0 0 1-14 14h-84a14 14 0 0 1-14-14z" fill="#f7fbfb" />
    <path d="M104 84h112l-8-30h-96z" fill="#5b8b93" />
    <path d="M104 84h112v8H104z" fill="#47727a" />
    ${crystals()} ${label(124, 154, 72, 34)}
  `,
  krama: () => html`
    <defs>
      <pattern id="krama" width="28" height="28" patternUnits="userSpaceOnUse">
        <rect width="28" height="28" fill="#fbf1e8" />
        <rect width="14" height="28" fill="#c0392b" opacity=".78" />
        <rect width="28" height="14" fill="#c0392b" opacity=".78" />
      </pattern>
    </defs>
    <rect x="108" y="46" width="120" height="146" rx="8" fill="url(#krama)" />
    <rect x="108" y="46" width="120" height="146" rx="8" fill="#7f2318" opacity=".28" />
    <rect x="92" y="58" width="120" height="140" rx="8" fill="url(#krama)" />
    <path d="M92 118h120v12H92z" fill="#7f2318" opacity=".2" />
    ${Array.from({ length: 15 }, (_, index) => {
      const x = 96 + index * 8;
      return html`<path d="M${x} 198v10" stroke="#c0392b" stroke-width="2.5" />`;
    })}
  `,
  rice: () => html`
    <path
      d="M104 78q56 22 112 0c14 36 18 76 6 116a14 14 0 0 1-14 10h-96a14 14 0 0 1-14-10c-12-40-8-80 6-116z"
      fill="#efe6d2"
    />
    <path d="M104 78q56 22 112 0l10-26q-66-26-132 0z" fill="#e2d4b4" />
    <path
      d="M106 76q54 20 108 0"
      fill="none"
      stroke="#b4512b"
      stroke-width="5"
      stroke-linecap="round"
    />
    <g fill="#c9a94f">
      ${[-32, 0, 32].map(
        (turn) =>
          html`<path d="M160 176q-12-26 0-52 12 26 0 52z" transform="rotate(${turn} 160 180)" />`,
      )}
    </g>
    <path d="M160 190v-20" stroke="#7d9a5b" stroke-width="5" stroke-linecap="round" />
  `,
};

function label(x: number, y: number, width: number, height: number): Html {
  return html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="#fbf4e8" />
    <rect x="${x + 10}" y="${y + 10}" width="${width - 20}" height="4" rx="2" fill="#b4512b" />
    <rect x="${x + 18}" y="${y + 20}" width="${width - 36}" height="3" rx="1.5" fill="#b9a68f" />`;
}

function dots(fill: string, columns: number, rows: number, left: number, top: number): Html {
  const places = Array.from({ length: columns * rows }, (_, index) => ({
    x: left + (index % columns) * 8 + (Math.floor(index / columns) % 2) * 3,
    y: top + Math.floor(index / columns) * 9,
  }));
  return html`<g fill="${fill}">
    ${places.map(({ x, y }) => html`<circle cx="${x}" cy="${y}" r="3.2" />`)}
  </g>`;
}

function crystals(): Html {
  const places = [
    [136, 116, 12],
    [160, 106, 15],
    [186, 118, 11],
    [150, 134, 9],
    [174, 136, 10],
  ] as const;
  return html`<g fill="#bcd6da" stroke="#8fb4ba" stroke-width="1.5">
    ${places.map(
      ([x, y, size]) =>
        html`<rect
          x="${x - size / 2}"
          y="${y - size / 2}"
          width="${size}"
          height="${size}"
          transform="rotate(${x} ${x} ${y})"
        />`,
    )}
  </g>`;
}
