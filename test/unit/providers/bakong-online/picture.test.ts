import { crc32, deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { encode } from 'uqr';
import { encodeKhqr } from '../../../../lib/emv/index.js';
import { PictureReader } from '../../../../lib/providers/bakong-online/picture.reader.js';
import { listen, type Loopback } from '../../../contract/provider/support/loopback.js';
import { bakongOnline } from '../../../contract/provider/support/providers.js';
import { createRequest } from '../../../support/bakong.js';

// A picture takes 4 ms to read, and on a busy machine, where tests run, a hundred times as long.
jest.setTimeout(60_000);

type Paint = (dark: boolean) => readonly [number, number, number, number];
const BLACK_ON_WHITE: Paint = (dark) => (dark ? [0, 0, 0, 255] : [255, 255, 255, 255]);

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Of a picture with red, green, blue and alpha in 8 bits each. */
function header(width: number, height: number, interlace = 0): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 6, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

const END = chunk('IEND', Buffer.alloc(0));

interface Look {
  readonly ecc?: 'L' | 'M' | 'Q' | 'H';
  readonly paint?: Paint;
}

/** A plain code of so many pixels, as `/khqr/qr/:tran` has it. */
function picture(
  text: string,
  size = 300,
  { ecc = 'M', paint = BLACK_ON_WHITE }: Look = {},
): Buffer {
  const code = encode(text, { ecc, border: 2 });
  const moduleOf = Array.from({ length: size }, (_, at) => Math.floor((at * code.size) / size));
  const [light, dark] = [Buffer.from(paint(false)), Buffer.from(paint(true))];
  const lines = code.data.map((row) =>
    Buffer.concat([Buffer.alloc(1), ...moduleOf.map((column) => (row[column] ? dark : light))]),
  );
  const pixels = Buffer.concat(moduleOf.map((row) => lines[row] ?? Buffer.alloc(0)));
  return Buffer.concat([SIGNATURE, header(size, size), chunk('IDAT', deflateSync(pixels)), END]);
}

let count = 0;
function khqr(given: { account?: string; amount?: string } = {}) {
  count += 1;
  const createdAt = Date.UTC(2026, 10, 22);
  return encodeKhqr({
    account: 'merchant@abaa',
    merchantName: 'My Store',
    currency: 'USD',
    amount: '5.00',
    billNumber: `bill-${count}`,
    createdAt,
    expiresAt: createdAt + 300_000,
    ...given,
  });
}

async function load(): Promise<PictureReader> {
  const reader = await PictureReader.load();
  if (!reader) throw new Error('The packages are not installed.');
  return reader;
}

describe('reading the picture of a code', () => {
  it('reads plain codes of 300 pixels, whatever their error correction', async () => {
    const reader = await load();
    const levels = ['L', 'M', 'Q', 'H'] as const;
    const codes = Array.from({ length: 24 }, (_, index) => {
      const { qr } = khqr();
      const png = picture(qr, 300, { ecc: levels[index % 4] ?? 'M' });
      return { qr, png };
    });
    expect(codes.filter(({ qr, png }) => reader.read(png) !== qr)).toEqual([]);
  });

  it('reads colours, a transparent page, and other sizes', async () => {
    const reader = await load();
    const { qr } = khqr();
    const red: Paint = (dark) => (dark ? [160, 20, 30, 255] : [255, 250, 240, 255]);
    const transparent: Paint = (dark) => (dark ? [0, 0, 0, 255] : [0, 0, 0, 0]);
    expect(reader.read(picture(qr, 300, { paint: red }))).toBe(qr);
    expect(reader.read(picture(qr, 300, { paint: transparent }))).toBe(qr);
    for (const size of [200, 512, 1000]) expect(reader.read(picture(qr, size))).toBe(qr);
  });

  it('is undefined for what is no picture of a code, and never throws', async () => {
    const reader = await load();
    const good = picture(khqr().qr);
    const white = chunk('IDAT', deflateSync(Buffer.alloc(300 * 1201)));
    const blank = Buffer.concat([SIGNATURE, header(300, 300), white, END]);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('{"responseCode":1}'),
      Buffer.from('<html></html>'.repeat(10)),
      blank,
      ...[20, 33, 60, good.length - 20].map((length) => good.subarray(0, length)),
    ]) {
      expect(reader.read(bytes)).toBeUndefined();
    }
  });

  it('unpacks no picture that announces more than it may have, or announces twice', async () => {
    const reader = await load();
    const bomb = chunk('IDAT', deflateSync(Buffer.alloc(60_000_000)));
    const before = process.memoryUsage().arrayBuffers;
    for (const heads of [
      [header(50_000, 50_000)],
      [header(300, 300), header(50_000, 50_000)],
      [header(300, 300, 1)],
      [header(300, 300)],
      [header(0, 300)],
    ]) {
      expect(reader.read(Buffer.concat([SIGNATURE, ...heads, bomb, END]))).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });
});

describe('a code that bakong-online gives as a picture only', () => {
  let server: Loopback | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** The documents' create answer for this code, and this under the picture's address. */
  async function create(md5: string, image: (path: string) => Buffer | null, paths = {}) {
    server = await listen(({ path }, response) => {
      const url = `${server?.origin ?? ''}/khqr/qr/YvJXiLoT`;
      if (path.startsWith('/khqr/create')) {
        const answer = {
          status: true,
          message: 'success',
          qr: url,
          qr_stand: url,
          md5,
          tran: 'Yv/JX',
        };
        response.end(JSON.stringify(answer));
        return;
      }
      const bytes = image(path);
      if (bytes) response.end(bytes);
      else response.destroy();
    });
    const provider = bakongOnline(server.origin, { paths });
    try {
      return await provider.createPayment(createRequest());
    } finally {
      await provider.close();
    }
  }

  it('is read once from its own host, and verified', async () => {
    const { qr, md5 } = khqr();
    const png = picture(qr);
    expect(await create(md5, () => png)).toMatchObject({
      outcome: 'created',
      md5,
      qrString: qr,
      verified: true,
      providerRef: 'Yv/JX',
    });
    expect(server?.requests.slice(1)).toMatchObject([
      { method: 'GET', path: '/khqr/qr/Yv%2FJX', headers: { accept: 'image/png' } },
    ]);
  });

  it('is read under the path that the options say', async () => {
    const { qr, md5 } = khqr();
    const png = picture(qr);
    await create(md5, () => png, { image: '/qr/:tran.png/:tran' });
    expect(server?.requests[1]?.path).toBe('/qr/Yv%2FJX.png/:tran');
  });

  it('with another md5 is warned of', async () => {
    const png = picture(khqr().qr);
    const answer = await create('0'.repeat(32), () => png);
    expect(answer).toMatchObject({ verified: true, warning: expect.stringContaining('md5') });
  });

  it.each([
    ['another amount', { amount: '50.00' }, 'asks for 50.00 USD instead of 5.00 USD'],
    ['another account', { account: 'thief@abaa' }, 'pays thief@abaa instead of merchant@abaa'],
  ])('that asks for %s is never shown', async (_, given, problem) => {
    const { qr, md5 } = khqr(given);
    const png = picture(qr);
    expect(await create(md5, () => png)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'payment', message: expect.stringContaining(problem) },
    });
  });

  it.each<[string, () => Buffer | null]>([
    ['is lost', () => null],
    ['is a page', () => Buffer.from('<html>Not found</html>')],
    ['is cut', () => picture(khqr().qr).subarray(0, 500)],
    ['has more than 256 kB', () => Buffer.concat([picture(khqr().qr), Buffer.alloc(262_144)])],
  ])('whose picture %s is shown unverified', async (_, image) => {
    const { md5 } = khqr();
    const answer = await create(md5, image);
    expect(answer).toMatchObject({ outcome: 'created', md5, verified: false });
    expect(answer).not.toHaveProperty('qrString');
    expect(server?.requests).toHaveLength(2);
  });
});
