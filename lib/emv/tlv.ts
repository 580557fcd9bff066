import { quotable } from '../errors/foreign.text.js';

/** Tag, length and value as one text. Lengths count UTF-16 code units, as the official SDKs do. */
export function tlv(tag: string, value: string): string {
  const { length } = value;
  return tag + (length < 10 ? `0${length}` : String(length)) + value;
}

/** What stops a scan, and where. */
export interface TlvFault {
  /** The two characters that stand where a tag is expected; fewer at the end. */
  readonly tag: string;
  readonly position: number;
  readonly message: string;
}

/** Called for each tag, 0 to 99: its value is `text.slice(from, to)`, the tag itself starts four before `from`. */
export type TlvVisitor = (tag: number, from: number, to: number) => void;

/**
 * Walks the tags of `text` between `start` and `end` once, from left to right. Each step moves on by at least four
 * characters whatever the text says, so a scan always ends, after at most a quarter as many steps as there are characters.
 *
 * @returns the fault that stopped it, or undefined when the tags end exactly at `end`.
 */
export function scanTlv(
  text: string,
  start: number,
  end: number,
  visit: TlvVisitor,
): TlvFault | undefined {
  let at = start;
  while (at < end) {
    const tag = twoDigits(text, at);
    const length = twoDigits(text, at + 2);
    const from = at + 4;
    const to = from + length;
    if (tag < 0 || length < 0 || to > end) return fault(text, at, end);
    visit(tag, from, to);
    at = to;
  }
  return undefined;
}

/** 0 to 99, or -1 where there are not two ASCII digits. Past the end the codes are NaN, which no comparison accepts. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function fault(text: string, at: number, end: number): TlvFault {
  const tag = text.slice(at, Math.min(at + 2, end));
  const length = text.slice(at + 2, Math.min(at + 4, end));
  return { tag, position: at, message: describe(tag, length, end - at - 4) };
}

function describe(tag: string, length: string, left: number): string {
  if (!/^\d\d$/.test(tag)) return `Expected a tag of two digits, found '${quotable(tag)}'.`;
  if (!/^\d\d$/.test(length)) {
    return `Tag ${tag} has the length '${quotable(length)}', which is not two digits.`;
  }
  return `Tag ${tag} has the length ${length}, but only ${left} characters follow.`;
}
