import { describe, expect, it, jest } from '@jest/globals';
import { khqrCardPng, khqrStandPng, qrPng, qrSvg } from '../../../lib/image/index.js';
import { fonts, khqr } from './pictures.js';
import { openZxing } from './zxing.js';

// Hundreds of pictures: seconds, on a busy machine a minute.
jest.setTimeout(180_000);

/** What fits 64 pixels at two pixels a module. */
const SHORT = 'https://shop.kh/o/1';
const TEXT = khqr();
const KHMER = khqr({
  currency: 'KHR',
  amount: 1_250_000,
  merchantName: 'ហាងកាហ្វេ',
  storeLabel: 'Store 1',
});

describe('a code is read back from its pixels', () => {
  it('at every size from 64 to 1024 pixels', async () => {
    const read = await openZxing();
    const unread: number[] = [];
    for (let size = 64; size <= 1024; size += 1) {
      const text = size < 130 ? SHORT : TEXT;
      const png = qrPng(text, { size, errorCorrection: 'L' });
      if ((await read(png)) !== text) unread.push(size);
    }
    expect(unread).toEqual([]);
  });

  it.each(['L', 'M', 'Q', 'H'] as const)(
    'with error correction %s, and any quiet zone',
    async (errorCorrection) => {
      const read = await openZxing();
      const unread: number[] = [];
      for (let quietZone = 1; quietZone <= 16; quietZone += 1) {
        const png = qrPng(KHMER, { size: 480, errorCorrection, quietZone });
        if ((await read(png)) !== KHMER) unread.push(quietZone);
      }
      expect(unread).toEqual([]);
    },
  );

  it.each([
    ['card', khqrCardPng, 'Q'],
    ['card', khqrCardPng, 'H'],
    ['stand', khqrStandPng, 'Q'],
    ['stand', khqrStandPng, 'H'],
  ] as const)(
    'on a %s from three pixels a module on, with the badge on it: %#',
    async (kind, draw, errorCorrection) => {
      const read = await openZxing();
      const unread: string[] = [];
      for (const text of [TEXT, KHMER]) {
        const modules = Number(
          /viewBox="0 0 (\d+)/.exec(qrSvg(text, { errorCorrection, quietZone: 0 }))?.[1],
        );
        // The code has 160 of the card's 216 units with its shadow, of the stand's 252.
        const least = Math.ceil((3 * modules * (kind === 'card' ? 216 : 252)) / 160);
        for (let width = least; width < 1_000; width += 97) {
          const png = await draw(text, { width, errorCorrection, fonts });
          if ((await read(png)) !== text) unread.push(`${width}: ${text}`);
        }
      }
      expect(unread).toEqual([]);
    },
  );
});
