import { interpretKhqr } from './interpret.js';
import type { KhqrData, VerifiedKhqrData } from './khqr-data.js';
import type { KhqrProblem } from './khqr-problem.js';
import { checkRules } from './rules.js';

/** Either the complete data or everything that is wrong. */
export type KhqrVerification =
  | { readonly valid: true; readonly data: VerifiedKhqrData }
  | { readonly valid: false; readonly problems: readonly KhqrProblem[] };

/** How `verifyKhqr` judges. */
export interface VerifyKhqrOptions {
  /** The time against which a dynamic code's end is judged. @default the system's clock */
  readonly now?: Date | number | undefined;
}

/**
 * Whether the text is a complete KHQR that may be paid now: everything `decodeKhqr` asks for, the required tags, the
 * lengths, and for a dynamic code an amount and an end that has not come. Never throws, takes linear time.
 * What the official SDK refuses is refused, and more where money could move: tags 29 and 30 together, a known tag
 * twice, a template whose lengths do not fit, a merchant's code without its id, an amount that is no number.
 */
export function verifyKhqr(text: string, options: VerifyKhqrOptions = {}): KhqrVerification {
  const { reading, data } = interpretKhqr(text);
  const { problems, remarks } = reading;
  const unreadable = problems.some(({ code }) => code === 'malformed' || code === 'oversized');
  // Where the text could not be read to its end, "missing" would be said of tags that are there.
  const rest = unreadable ? [] : checkRules(reading, data, Number(options.now ?? Date.now()));
  if (isComplete(data) && problems.length + remarks.length + rest.length === 0) {
    return { valid: true, data };
  }
  const structural = problems.map(({ code, tag, message }) => ({ code, tag, message }));
  return { valid: false, problems: [...structural, ...remarks, ...rest] };
}

/** What `checkRules` has found to be there, told to the compiler. */
function isComplete(data: KhqrData): data is VerifiedKhqrData {
  return data.type !== undefined && data.account !== undefined && data.currency !== undefined;
}
