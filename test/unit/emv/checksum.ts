import { crc16 } from '../../../lib/emv/crc.js';

/** The checksum over a text's UTF-8 bytes. */
export function checksum(text: string): string {
  return crc16(Buffer.from(text));
}
