import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { encodeKhqr } from 'nestjs-khqr/emv';
import { PictureShelf } from '../../lib/checkout/picture.shelf.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { rejection } from '../support/caught.js';

const { qr: qrString } = encodeKhqr({
  account: 'shop@abaa',
  merchantName: 'Lucky Shop',
  currency: 'USD',
  static: true,
});
const FULL = { kind: 'unavailable', extras: { retryAfter: 1 } };

/** Pixels are not made until they are let: the fonts are still being looked for. */
function openShelf() {
  const begun = { times: 0 };
  let release = (): void => undefined;
  const found = new Promise<string>((resolve) => {
    release = () => {
      resolve('/nowhere.ttf');
    };
  });
  const files = Object.assign(['/nowhere.ttf'], {
    map() {
      begun.times += 1;
      return [found];
    },
  });
  const clock = new KhqrTestClock();
  const shelf = new PictureShelf({ fonts: { files } }, 1 << 24, clock);
  const card = (id: string) => shelf.get({ id, qrString } as never, 'card', 'png', 160);
  return { clock, card, release, begun };
}

describe('a picture that takes too long', () => {
  it('is waited for no longer than 5 s, and shown once it is there', async () => {
    const { clock, card, release, begun } = openShelf();
    const refused = rejection(card('1'));
    await clock.advance(5000);
    expect(await refused).toMatchObject(FULL);
    // The same picture is not begun anew.
    const again = card('1');
    release();
    const { body } = await again;
    expect(body.subarray(1, 4).toString()).toBe('PNG');
    expect((await card('1')).body).toBe(body);
    expect(begun.times).toBe(1);
  });

  it('keeps its place until it really ends', async () => {
    const { clock, card, release, begun } = openShelf();
    const refused = [rejection(card('1')), rejection(card('2'))];
    await clock.advance(5000);
    expect(await Promise.all(refused)).toMatchObject([FULL, FULL]);
    const waiting = Array.from({ length: 32 }, (_, index) => card(`other-${index}`));
    expect(await rejection(card('one too many'))).toMatchObject(FULL);
    expect(begun.times).toBe(2);
    release();
    expect(await Promise.all(waiting)).toHaveLength(32);
    expect((await card('one too many')).type).toBe('image/png');
  });
});

describe('a picture that is refused', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const drawn = async (text: string, logo?: string): Promise<readonly unknown[]> => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const shelf = new PictureShelf(
      logo === undefined ? {} : { logo },
      1 << 24,
      new KhqrTestClock(),
    );
    for (const id of ['1', '2', '3']) {
      const error = await rejection(shelf.get({ id, qrString: text } as never, 'card', 'svg', 160));
      expect(error).toMatchObject({ kind: 'not-found' });
    }
    return log.mock.calls;
  };

  it('for its logo is told to the operator, once', async () => {
    const calls = await drawn(qrString, '<svg><filter/></svg>');
    expect(calls).toEqual([[expect.stringMatching(/^pictures\.logo must .*<filter>/)]]);
  });

  it('for its code is told to nobody', async () => {
    expect(await drawn('no KHQR')).toEqual([]);
  });
});
