import { createRequire } from 'node:module';
import jsqrModule from 'jsqr';
import { PNG } from 'pngjs';
import { encodeKhqr, type KhqrInput } from '../../../lib/emv/index.js';

// jsqr is CommonJS: its function is the default of what Node makes the default.
const jsqr = 'default' in jsqrModule ? jsqrModule.default : jsqrModule;

const { resolve } = createRequire(`${process.cwd()}/package.json`);
export const fonts = {
  files: [
    '@expo-google-fonts/nunito-sans/400Regular/NunitoSans_400Regular.ttf',
    '@expo-google-fonts/nunito-sans/700Bold/NunitoSans_700Bold.ttf',
    '@expo-google-fonts/noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf',
  ].map((file) => resolve(file)),
};

const CREATED = Date.UTC(2026, 10, 22);

export const khqr = (input: Partial<KhqrInput> = {}): string =>
  encodeKhqr({
    account: 'coffee@aclb',
    merchantName: 'Coffee Shop',
    currency: 'USD',
    amount: '1250.50',
    billNumber: 'INV-100200',
    createdAt: CREATED,
    expiresAt: CREATED + 600_000,
    ...input,
  }).qr;

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export const readPng = (png: Uint8Array): Picture => PNG.sync.read(Buffer.from(png));

/** The text of the code in a picture, by a decoder that knows nothing of the encoder. Clear pixels are taken for white. */
export function readQr({ width, height, data }: Picture): string | undefined {
  const solid = new Uint8ClampedArray(data);
  for (let at = 0; at < solid.length; at += 4) {
    const alpha = (solid[at + 3] ?? 0) / 255;
    for (let part = at; part < at + 3; part++)
      solid[part] = (solid[part] ?? 0) * alpha + 255 * (1 - alpha);
    solid[at + 3] = 255;
  }
  return jsqr(solid, width, height)?.data;
}
