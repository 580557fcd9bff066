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

export interface KhqrProblem {
  readonly code: KhqrProblemCode;
  /** `'54'` or, in a template, `'62.01'`; empty where the text as a whole is meant. */
  readonly tag: string;
  /** One sentence for people. */
  readonly message: string;
}

/** A problem with its place in the text: where the tag starts, in UTF-16 code units. */
export interface PlacedProblem extends KhqrProblem {
  readonly position: number;
}
