import type { KhqrData } from './khqr-data.js';
import type { KhqrProblem, KhqrProblemCode } from './khqr-problem.js';
import type { KhqrReading } from './reader.js';
import { TEXT_RULES, type TextField, type TextRule } from './tags.js';

const RULES = Object.entries(TEXT_RULES) as readonly [TextField, TextRule][];

type Report = (code: KhqrProblemCode, tag: string, message: string) => void;

/** What a complete KHQR needs beyond being readable. `now` in milliseconds. */
export function checkRules(reading: KhqrReading, data: KhqrData, now: number): KhqrProblem[] {
  const problems: KhqrProblem[] = [];
  const report: Report = (code, tag, message) => problems.push({ code, tag, message });
  checkTexts(reading, data, report);
  checkContents(reading, report);
  checkMoney(reading, data, report);
  checkLanguage(reading, report);
  if (data.static) checkStatic(reading, report);
  else checkDynamic(reading, data, now, report);
  return problems;
}

function checkTexts({ fields }: KhqrReading, { type }: KhqrData, report: Report): void {
  const merchant = type === 'merchant';
  for (const [field, rule] of RULES) {
    const value = fields[field];
    if (value !== undefined && value.length > 0 && value.length <= rule.max) continue;
    const tag = merchant ? rule.tag.replace(/^29/, '30') : rule.tag;
    const required =
      rule.required ?? (merchant && (field === 'merchantId' || field === 'acquiringBank'));
    if (value === undefined) {
      if (required) report('missing', tag, `Tag ${tag} (${field}) is missing.`);
    } else if (value !== '') {
      report(
        'too-long',
        tag,
        `Tag ${tag} (${field}) has ${value.length} characters of at most ${rule.max}.`,
      );
    } else if (required || !rule.mayBeEmpty) {
      report('empty', tag, `Tag ${tag} (${field}) is empty.`);
    }
  }
}

function checkContents({ fields, text }: KhqrReading, report: Report): void {
  const { format, initiation, account, merchantCategoryCode: category } = fields;
  if (format !== undefined && !text.startsWith('00')) {
    report('misplaced', '00', 'Tag 00 must be the first: it tells that this is an EMV code.');
  }
  if (format !== undefined && format !== '01') {
    report('invalid', '00', `Tag 00 must be 01, not '${format}'.`);
  }
  if (initiation !== undefined && initiation !== '11' && initiation !== '12') {
    report('invalid', '01', `Tag 01 must be 11 (static) or 12 (dynamic), not '${initiation}'.`);
  }
  if (account && !account.includes('@')) {
    report(
      'invalid',
      fields.merchant === undefined ? '29.00' : '30.00',
      `'${account}' is not name@bank.`,
    );
  }
  if (category && !/^\d+$/.test(category)) {
    report('invalid', '52', `Tag 52 (merchantCategoryCode) must be digits, not '${category}'.`);
  }
}

function checkMoney({ fields }: KhqrReading, data: KhqrData, report: Report): void {
  const { currency, amount } = fields;
  if (currency && data.currency === undefined) {
    report('unsupported', '53', `Currency ${currency} is neither 116 (KHR) nor 840 (USD).`);
  }
  if (amount && data.currency && data.amountMinor === undefined) {
    report('invalid', '54', `'${amount}' is not an amount in ${data.currency}.`);
  }
}

function checkLanguage({ fields }: KhqrReading, report: Report): void {
  const { languagePreference: preference, languageMerchantName: name } = fields;
  if (preference && name === undefined) {
    report('missing', '64.01', 'Tag 64 names a language, but no merchant name in it.');
  }
  if (name !== undefined && preference === undefined) {
    report('missing', '64.00', 'Tag 64 has a merchant name, but does not say in which language.');
  }
}

function checkStatic({ fields }: KhqrReading, report: Report): void {
  if (fields.amount !== undefined && fields.timestamp === undefined) {
    report('missing', '99', 'A code with an amount must have tag 99, its times.');
  }
}

function checkDynamic(reading: KhqrReading, data: KhqrData, now: number, report: Report): void {
  const { fields } = reading;
  const { createdAt, expiresAt } = data;
  if (fields.amount === undefined) {
    report('missing', '54', 'A dynamic code must have tag 54, its amount.');
  } else if (data.amountMinor === 0) {
    report('invalid', '54', 'The amount of a dynamic code must be greater than 0.');
  }
  if (fields.timestamp === undefined) {
    report('missing', '99', 'A dynamic code must have tag 99, its times.');
  } else if (fields.expiresAt === undefined) {
    report('missing', '99.01', 'A dynamic code must say when it ends.');
  } else if (expiresAt === undefined) {
    report('invalid', '99.01', `'${fields.expiresAt}' is not a time in milliseconds of 13 digits.`);
  } else if (createdAt && expiresAt < createdAt) {
    report('invalid', '99.01', 'The code ends before it was made.');
  } else if (expiresAt.getTime() < now) {
    report('expired', '99.01', `The code ended at ${expiresAt.toISOString()}.`);
  }
}
