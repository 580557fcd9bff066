// The PNG of a plain code of 300 px beside the `qrcode` package's, same text, quiet zone and error correction. Needs a build.
// Rounds alternate in order, so that a busy machine slows both; a round's ratio is compared. Run: npm run bench -- image
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import QRCode from 'qrcode';
import { encodeKhqr } from '../../dist/esm/emv/index.js';
import { qrPng } from '../../dist/esm/image/index.js';
import { line, median } from './figures.mjs';

const ROUNDS = 11;
const CALLS = 60;
const SIZE = 300;

// Many different codes, so that neither side can keep one.
const texts = Array.from(
  { length: CALLS },
  (_, n) =>
    encodeKhqr({
      account: `shop${n}@aclb`,
      merchantName: `Coffee Shop ${n}`,
      merchantCity: 'Siem Reap',
      currency: n % 2 ? 'KHR' : 'USD',
      amount: n % 2 ? 1000 + n : `${1 + n}.50`,
      billNumber: `INV-${100_000 + n}`,
      createdAt: Date.now(),
      expiresAt: Date.now() + 600_000,
    }).qr,
);

const ours = (text) => qrPng(text, { size: SIZE, quietZone: 4, errorCorrection: 'M' });
const theirs = (text) =>
  QRCode.toBuffer(text, { width: SIZE, margin: 4, errorCorrectionLevel: 'M' });

// Both say the same, to an independent reader.
for (const png of [ours(texts[0]), await theirs(texts[0])]) {
  const { width, height, data } = PNG.sync.read(png);
  const read = jsqr(new Uint8ClampedArray(data), width, height)?.data;
  if (width !== SIZE || read !== texts[0]) throw new Error('A picture does not say its text.');
}

/** Milliseconds a picture. */
async function time(draw) {
  const start = performance.now();
  for (const text of texts) await draw(text);
  return (performance.now() - start) / CALLS;
}

for (const draw of [ours, theirs]) await time(draw);
const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  const first = round % 2 ? await time(theirs) : undefined;
  const a = await time(ours);
  rounds.push({ a, b: first ?? (await time(theirs)) });
}
const ratios = rounds.map(({ a, b }) => b / a);
const met = median(ratios) >= 1;
const milliseconds = (name, key) =>
  line(
    name,
    rounds.map((round) => round[key]),
  );
console.log(milliseconds(`PNG of ${SIZE} px, ms`, 'a'));
console.log(milliseconds('qrcode, ms', 'b'));
console.log(
  `${line("times the qrcode package's rate", ratios, 1)}, goal 1: ${met ? 'met' : 'MISSED'}`,
);
process.exitCode = met ? 0 : 1;
