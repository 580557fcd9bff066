/** A small file can unfold to gigabytes, and the process that has not got them ends. */
const MOST_PIXELS = 4_000_000;

/** Whether a PNG or JPEG announces a size that may be unpacked; one that announces none is refused. */
export function isModestBitmap(bytes: Buffer, type: 'png' | 'jpeg'): boolean {
  const pixels = type === 'png' ? pngPixels(bytes) : jpegPixels(bytes);
  return pixels > 0 && pixels <= MOST_PIXELS;
}

function pngPixels(bytes: Buffer): number {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return 0;
  return bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
}

/** A JPEG is a row of segments: a marker, and a length of two bytes that counts itself. The frame's says the size. */
function jpegPixels(bytes: Buffer): number {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (isFrame(marker)) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    // Fill bytes may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return 0;
}

/** C0 to CF, but for those that hold tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
