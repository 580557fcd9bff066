// The pictures of docs/images.md, drawn by the built package: `npm run build`, then `node scripts/pictures.js`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/esm/', import.meta.url);
const { encodeKhqr } = await import(new URL('emv/index.js', built).href);
const { khqrCardPng, khqrStandPng } = await import(new URL('image/index.js', built).href);

const font = (file) => fileURLToPath(import.meta.resolve(`@expo-google-fonts/${file}`));
const fonts = {
  files: [
    'nunito-sans/400Regular/NunitoSans_400Regular.ttf',
    'nunito-sans/700Bold/NunitoSans_700Bold.ttf',
    'noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf',
  ].map(font),
};

// Fixed times, so that a picture changes only when the drawing does.
const createdAt = Date.UTC(2026, 0, 1);
const expiresAt = createdAt + 300_000;
const shop = { account: 'coffee@aclb', merchantName: 'Coffee Shop' };
const khmer = { language: { preference: 'km', merchantName: 'ហាងកាហ្វេ' } };
const usd = { ...shop, currency: 'USD', amount: '1250.50', createdAt, expiresAt };
const khr = { ...shop, ...khmer, currency: 'KHR', amount: 20_000, createdAt, expiresAt };

const pictures = {
  'card-usd': [khqrCardPng, usd],
  'card-khr': [khqrCardPng, khr],
  'stand-usd': [khqrStandPng, usd],
  'stand-khr': [khqrStandPng, { ...shop, ...khmer, currency: 'KHR', static: true }],
};
for (const [name, [draw, input]] of Object.entries(pictures)) {
  const png = await draw(encodeKhqr(input).qr, { width: 360, fonts });
  writeFileSync(new URL(`../docs/images/${name}.png`, import.meta.url), png);
}
