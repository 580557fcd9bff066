import { KhqrDecodeError } from '../errors/khqr-decode.error.js';
import type { KhqrData } from './khqr-data.js';
import { interpretKhqr } from './interpret.js';

/**
 * Reads a KHQR text. Strict where money could move: the checksum, lengths, a known tag twice, tags 29 and 30 together,
 * characters that apps count differently. Lenient elsewhere: any order is read, fields may be missing or too long, tags of
 * other schemes and values that mean nothing are kept in `unknown` (`verifyKhqr` judges those).
 * Takes time linear in the text; always answers.
 *
 * @throws KhqrDecodeError with `reason`, `tag` and `position` of the first fault.
 */
export function decodeKhqr(text: string): KhqrData {
  const { reading, data } = interpretKhqr(text);
  const [problem] = reading.problems;
  if (problem) {
    const { code, tag, position } = problem;
    throw new KhqrDecodeError(problem.message, { reason: code, tag, position });
  }
  return data;
}
