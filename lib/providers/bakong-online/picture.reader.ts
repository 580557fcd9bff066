import type { PNG } from 'pngjs';
import type decodeQR from 'qr/decode.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The pictures have 300 by 300 pixels; a stand has more. Reading takes about 5 ms for each 100,000. */
const MOST_PIXELS = 1_500_000;
/** For retries on a picture that is hard to read, milliseconds: the process does nothing else meanwhile. */
const TIME_LIMIT_MS = 50;

/** Reads the text of a QR code out of a PNG, with two small packages that need not be there. */
export class PictureReader {
  private constructor(
    private readonly png: typeof PNG,
    private readonly decode: typeof decodeQR,
  ) {}

  /** Null where the packages are not installed. */
  static async load(): Promise<PictureReader | null> {
    try {
      const [pngjs, qr] = await Promise.all([import('pngjs'), import('qr/decode.js')]);
      return new PictureReader(pngjs.PNG, qr.default);
    } catch {
      return null;
    }
  }

  /** Undefined where it is no PNG, too large, or no code can be read from it. */
  read(bytes: Buffer): string | undefined {
    if (!isModest(bytes)) return undefined;
    try {
      const { width, height, data } = this.png.sync.read(bytes);
      onWhite(data);
      return this.decode({ width, height, data }, { format: 'RGBA', timeLimit: TIME_LIMIT_MS });
    } catch {
      return undefined;
    }
  }
}

/** Looks at the size that the picture announces before anything is unpacked: a small file can unfold to gigabytes. */
function isModest(bytes: Buffer): boolean {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE)) return false;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return false;
  // A second header would be believed instead of the first.
  if (bytes.includes('IHDR', 16)) return false;
  const pixels = bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  // An interlaced picture is unpacked without a limit.
  return pixels > 0 && pixels <= MOST_PIXELS && bytes.readUInt8(28) === 0;
}

/** What is transparent is seen on a white page, and has black as its hidden colour. */
function onWhite(rgba: Buffer): void {
  for (let alpha = 3; alpha < rgba.length; alpha += 4) {
    if ((rgba[alpha] ?? 255) < 128) rgba.fill(255, alpha - 3, alpha + 1);
  }
}
