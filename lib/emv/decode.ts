import { KhqrDecodeError } from '../errors/khqr-decode.error.js';
import type { KhqrData } from './khqr-data.js';
import type { KhqrProblemCode } from './khqr-problem.js';
import { interpretKhqr } from './interpret.js';

/**
 * Reads a KHQR text. Strict where money could move: the checksum, lengths, a tag that is known here twice, tags 29 and
 * 30 together, an unknown currency, an amount that is none, characters that apps count differently. Lenient elsewhere:
 * tags of other schemes are kept in `unknown`, any order is read, and fields may be missing or too long
 * (`verifyKhqr` asks for those). Takes time linear in the text; never hangs.
 *
 * @throws KhqrDecodeError with `reason`, `tag` and `position` of the first fault.
 */
export function decodeKhqr(text: string): KhqrData {
  const { reading, data } = interpretKhqr(text);
  const [problem] = reading.problems;
  if (problem) {
    const { code, tag, position } = problem;
    throw new KhqrDecodeError<KhqrProblemCode>(problem.message, { reason: code, tag, position });
  }
  return data;
}
