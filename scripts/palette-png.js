// A picture with few colours as a PNG of one byte a pixel, a fraction of what three are: for pictures of pages in the documents.
import { crc32, deflateSync } from 'node:zlib';

const MOST = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param {{ width: number, height: number, data: Uint8Array }} picture as pngjs reads it: red, green, blue, alpha */
export function palettePng({ width, height, data }) {
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([colour]) => colour);
  const index = new Map(palette.map((colour, place) => [colour, place]));
  // A zero before each line: not filtered.
  const lines = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    let place = index.get(colour);
    if (place === undefined) index.set(colour, (place = nearest(palette, colour)));
    const pixel = at / 4;
    lines[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = place;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, each the place of a colour in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => parts(colour)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const colourAt = (data, at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(palette, colour) {
  const distance = (other) =>
    parts(other).reduce((sum, part, at) => sum + (part - parts(colour)[at]) ** 2, 0);
  let best = 0;
  let least = Infinity;
  palette.forEach((other, place) => {
    const far = distance(other);
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
}
