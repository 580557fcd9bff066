import { hash } from 'node:crypto';

/**
 * The key by which a payment is asked about: MD5 over the UTF-8 bytes of the whole KHQR text, lower-case hex.
 * A text stands for its bytes.
 */
export function khqrMd5(text: string | Uint8Array): string {
  return hash('md5', text, 'hex');
}
