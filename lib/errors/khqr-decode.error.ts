import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/**
 * What is wrong with a KHQR text.
 * `malformed`: a tag or length that is not two digits, or a value past the end · `oversized`: more than a QR symbol holds ·
 * `ambiguous`: characters that apps count differently · `repeated`: a tag twice · `two-accounts`: tags 29 and 30 ·
 * `misplaced`: a tag where it may not stand · `crc`: the checksum is wrong · `missing` · `empty` · `too-long` · `invalid` ·
 * `unsupported`: a currency other than USD and KHR · `expired`.
 */
export type KhqrProblemCode =
  | 'malformed'
  | 'oversized'
  | 'ambiguous'
  | 'repeated'
  | 'two-accounts'
  | 'misplaced'
  | 'crc'
  | 'missing'
  | 'empty'
  | 'too-long'
  | 'invalid'
  | 'unsupported'
  | 'expired';

/** The text is not a KHQR that can be read safely. Another scan may help; the same text will not. */
export class KhqrDecodeError extends KhqrError {
  override readonly name = 'KhqrDecodeError' as const;
  readonly code = 'KHQR_DECODE' as const;
  readonly retryable = false;
  /** What kind of fault it is. */
  readonly reason: KhqrProblemCode;
  /** The tag at fault, `'54'` or `'62.01'`; empty where the text as a whole is meant. */
  readonly tag: string;
  /** Where that tag starts: UTF-16 code units from the start of the text. */
  readonly position: number;

  constructor(
    message: string,
    options: KhqrErrorOptions & {
      readonly reason: KhqrProblemCode;
      readonly tag: string;
      readonly position: number;
    },
  ) {
    super(message, options);
    this.reason = options.reason;
    this.tag = options.tag;
    this.position = options.position;
  }
}
