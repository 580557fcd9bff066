/** Line breaks, escape sequences and marks that nobody sees: in a log they would pass for lines of its own. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A foreign value as an error message quotes it: what cannot be seen is spelled out. Decoded fields keep theirs, which Khmer words and emoji need. */
export function quotable(value: string): string {
  return value.replaceAll(UNSEEN, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}
