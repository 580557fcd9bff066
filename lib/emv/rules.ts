import { FIELD } from './fields.js';
import { quotable } from '../errors/foreign.text.js';
import type { KhqrData } from './khqr-data.js';
import type { KhqrProblem, KhqrProblemCode } from './khqr-problem.js';
import type { KhqrReading } from './reader.js';
import { TEXT_RULES, type TextRule } from './text-rules.js';

const RULES: readonly TextRule[] = Object.values(TEXT_RULES);

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
  for (const rule of RULES) {
    const value = fields[rule.field];
    if (value !== undefined && value !== '' && value.length <= rule.max) continue;
    const required = rule.required === 'merchant' ? merchant : rule.required;
    if (value === undefined && !required) continue;
    const { name, max } = rule;
    const tag = merchant ? rule.path.replace(/^29/, '30') : rule.path;
    if (value === undefined) {
      report('missing', tag, `Tag ${tag} (${name}) is missing.`);
    } else if (value !== '') {
      report(
        'too-long',
        tag,
        `Tag ${tag} (${name}) has ${value.length} characters of at most ${max}.`,
      );
    } else if (required || !rule.mayBeEmpty) {
      report('empty', tag, `Tag ${tag} (${name}) is empty.`);
    }
  }
}

function checkContents({ fields, text }: KhqrReading, report: Report): void {
  const format = fields[FIELD.format];
  const initiation = fields[FIELD.initiation];
  const account = fields[FIELD.account];
  const category = fields[FIELD.merchantCategoryCode];
  if (format !== undefined && !text.startsWith('00')) {
    report('misplaced', '00', 'Tag 00 must be the first: it tells that this is an EMV code.');
  }
  if (format !== undefined && format !== '01') {
    report('invalid', '00', `Tag 00 must be 01, not '${quotable(format)}'.`);
  }
  if (initiation !== undefined && initiation !== '11' && initiation !== '12') {
    report(
      'invalid',
      '01',
      `Tag 01 must be 11 (static) or 12 (dynamic), not '${quotable(initiation)}'.`,
    );
  }
  if (account && !account.includes('@')) {
    report(
      'invalid',
      fields[FIELD.merchant] === undefined ? '29.00' : '30.00',
      `'${quotable(account)}' is not name@bank.`,
    );
  }
  if (category && !/^\d+$/.test(category)) {
    report(
      'invalid',
      '52',
      `Tag 52 (merchantCategoryCode) must be digits, not '${quotable(category)}'.`,
    );
  }
}

function checkMoney({ fields }: KhqrReading, data: KhqrData, report: Report): void {
  const currency = fields[FIELD.currency];
  const amount = fields[FIELD.amount];
  if (currency && data.currency === undefined) {
    report(
      'unsupported',
      '53',
      `Currency ${quotable(currency)} is neither 116 (KHR) nor 840 (USD).`,
    );
  }
  if (amount && data.currency && data.amountMinor === undefined) {
    report('invalid', '54', `'${quotable(amount)}' is not an amount in ${data.currency}.`);
  }
}

function checkLanguage({ fields }: KhqrReading, report: Report): void {
  const preference = fields[FIELD.languagePreference];
  const name = fields[FIELD.languageMerchantName];
  if (preference && name === undefined) {
    report('missing', '64.01', 'Tag 64 names a language, but no merchant name in it.');
  }
  if (name !== undefined && preference === undefined) {
    report('missing', '64.00', 'Tag 64 has a merchant name, but does not say in which language.');
  }
}

function checkStatic({ fields }: KhqrReading, report: Report): void {
  if (fields[FIELD.amount] !== undefined && fields[FIELD.timestamp] === undefined) {
    report('missing', '99', 'A code with an amount must have tag 99, its times.');
  }
}

function checkDynamic(reading: KhqrReading, data: KhqrData, now: number, report: Report): void {
  const { fields } = reading;
  const { createdAt, expiresAt } = data;
  const end = fields[FIELD.expiresAt];
  if (fields[FIELD.amount] === undefined) {
    report('missing', '54', 'A dynamic code must have tag 54, its amount.');
  } else if (data.amountMinor === 0) {
    report('invalid', '54', 'The amount of a dynamic code must be greater than 0.');
  }
  if (fields[FIELD.timestamp] === undefined) {
    report('missing', '99', 'A dynamic code must have tag 99, its times.');
  } else if (end === undefined) {
    report('missing', '99.01', 'A dynamic code must say when it ends.');
  } else if (expiresAt === undefined) {
    report('invalid', '99.01', `'${quotable(end)}' is not a time in milliseconds of 13 digits.`);
  } else if (createdAt && expiresAt.getTime() < createdAt.getTime()) {
    report('invalid', '99.01', 'The code ends before it was made.');
    // Also where `now` is no time: nothing is valid at no time.
  } else if (!(expiresAt.getTime() >= now)) {
    report('expired', '99.01', `The code ended at ${expiresAt.toISOString()}.`);
  }
}
