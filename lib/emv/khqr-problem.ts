import type { KhqrProblemCode } from '../errors/khqr-decode.error.js';

export type { KhqrProblemCode };

/** One thing that is wrong with a text. */
export interface KhqrProblem {
  /** The kind, for programs. */
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
