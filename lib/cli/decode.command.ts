import type { KhqrProblem } from '../emv/index.js';
import { khqrMd5, verifyKhqr } from '../emv/index.js';
import { interpretKhqr } from '../emv/interpret.js';
import { parse, usageError, type Command } from './command.js';

/** For somebody who holds a code that an app refuses, or a row with a text that nobody can read. */
export const decodeCommand: Command = {
  name: 'decode',
  usage: 'decode <text>',
  summary: "Prints a KHQR's fields, its md5 and everything that is wrong with it.",
  details: [
    'Quote the text. The exit code is 1 where anything is wrong, an end in the past included.',
  ],
  async run(args, { out }) {
    const { positionals } = parse(args, {});
    const [text] = positionals;
    if (text === undefined) throw usageError('decode needs the text of a KHQR');
    if (positionals.length > 1) {
      throw usageError('decode takes one text: put quotes around it, it has spaces');
    }
    // What could be read is shown of a broken text too.
    const { data } = interpretKhqr(text);
    const verification = verifyKhqr(text);
    const problems = verification.valid ? [] : verification.problems;
    out(
      ['md5: ' + khqrMd5(text), ...fieldLines('', data), ...problems.map(problemLine), ''].join(
        '\n',
      ),
    );
    return problems.length > 0 ? 1 : 0;
  },
};

function problemLine({ code, tag, message }: KhqrProblem): string {
  return `problem: ${code}${tag === '' ? '' : ` (tag ${tag})`}: ${printable(message)}`;
}

/** One line a field, by its name: `language.preference: "km"`. */
function fieldLines(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (value instanceof Date) return [`${name}: ${value.toISOString()}`];
  if (typeof value !== 'object' || value === null) {
    return [`${name}: ${printable(JSON.stringify(value))}`];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    fieldLines(name === '' ? key : `${name}.${key}`, inner),
  );
}

/** Control and direction characters as escapes: a code's text must not steer the terminal. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
