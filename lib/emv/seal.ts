import { crc16 } from './crc.js';
import type { EncodedKhqr } from './khqr-input.js';
import { khqrMd5 } from './md5.js';

/**
 * Ends a text of tags with its checksum, and hashes it. Both run over one copy of the bytes, with room for the checksum
 * at their end: joining the text twice would cost as much again as building it.
 */
export function seal(tags: string): EncodedKhqr {
  const bytes = Buffer.from(`${tags}63040000`);
  const end = bytes.length - 4;
  const crc = crc16(bytes, end);
  // Four stores cost less than a call into the buffer's native code.
  for (let at = 0; at < crc.length; at++) bytes[end + at] = crc.charCodeAt(at);
  return { qr: `${tags}6304${crc}`, md5: khqrMd5(bytes) };
}
