import { script, style } from './page.assets.js';
import type { PageAsset } from './page.port.js';

export { renderPaymentPage } from './payment.page.js';
export { renderRefusalPage } from './refusal.page.js';

/** The page's script and style, by name. */
export const pageAssets: Readonly<Record<string, PageAsset>> = Object.fromEntries(
  [script, style].map(({ name, ...asset }) => [name, asset]),
);
