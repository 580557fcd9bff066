/** CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, neither reflected nor inverted. One step per byte value. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

/**
 * The four upper-case hex digits over the UTF-8 bytes of the first `length` code units of `text`.
 * ASCII is read in place: making a byte buffer for each call costs more than the sum itself.
 */
export function crc16(text: string, length: number = text.length): string {
  let crc = 0xffff;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return hex(overBytes(crc, text.slice(at, length)));
    crc = next(crc, unit);
  }
  return hex(crc);
}

function overBytes(start: number, text: string): number {
  let crc = start;
  for (const byte of new TextEncoder().encode(text)) crc = next(crc, byte);
  return crc;
}

function next(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0);
}

function hex(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
