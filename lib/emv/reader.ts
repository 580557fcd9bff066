import { crc16 } from './crc.js';
import { FIELD, type KhqrField, type KhqrFields } from './fields.js';
import { quotable } from '../errors/foreign.text.js';
import type { KhqrUnknownTag } from './khqr-data.js';
import type { KhqrProblem, KhqrProblemCode, PlacedProblem } from './khqr-problem.js';
import { SURROGATE, TAGS, type TagTable } from './tags.js';
import { scanTlv } from './tlv.js';

/**
 * The most characters any QR symbol holds (version 40-L, digits only; ISO/IEC 18004). Longer text never was a code, and
 * refusing it bounds both time and memory.
 */
const MAX_TEXT = 7089;

/** The text taken apart. Nothing is asked of the values yet. */
export class KhqrReading {
  readonly fields: KhqrFields;
  readonly unknown: KhqrUnknownTag[] = [];
  /** With one of these the text must not be trusted. */
  readonly problems: PlacedProblem[] = [];
  /** Overlooked when decoding, refused when verifying. */
  readonly remarks: KhqrProblem[] = [];
  private readonly values = new Array<string | undefined>(FIELD.crc + 1);
  private lastTag = -1;

  constructor(readonly text: string) {
    this.fields = this.values;
    if (text.length > MAX_TEXT) {
      const message = `The text has ${text.length} characters; a QR code holds at most ${MAX_TEXT}.`;
      this.report('oversized', '', MAX_TEXT, message);
      return;
    }
    const fault = scanTlv(text, 0, text.length, (tag, from, to) => {
      this.visit(tag, from, to);
      this.lastTag = tag;
    });
    if (fault) this.report('malformed', fault.tag, fault.position, fault.message);
    else this.checkCrc();
    this.checkCharacters();
  }

  private visit(tag: number, from: number, to: number): void {
    const rule = TAGS[tag];
    if (rule === undefined) {
      this.keepUnknown(tag, from, to);
    } else if (!this.keep(rule.field, from, to)) {
      this.repeated(twoDigits(tag), from);
    } else if (rule.sub && !this.isSecondAccount(rule.field, from)) {
      this.readTemplate(tag, rule.sub, from, to);
    }
  }

  private readTemplate(parent: number, table: TagTable, start: number, end: number): void {
    const fault = scanTlv(this.text, start, end, (tag, from, to) => {
      const rule = table[tag];
      const path = () => `${twoDigits(parent)}.${twoDigits(tag)}`;
      if (!rule) this.unknown.push({ tag: path(), value: this.text.slice(from, to) });
      else if (!this.keep(rule.field, from, to)) this.repeated(path(), from);
    });
    if (!fault) return;
    const tag = `${twoDigits(parent)}.${fault.tag}`;
    this.report('malformed', tag, fault.position, `In tag ${parent}: ${fault.message}`);
  }

  /** False where the field has a value already, which then stays. */
  private keep(field: KhqrField, from: number, to: number): boolean {
    if (this.values[field] !== undefined) return false;
    this.values[field] = this.text.slice(from, to);
    return true;
  }

  private keepUnknown(tag: number, from: number, to: number): void {
    const name = twoDigits(tag);
    this.unknown.push({ tag: name, value: this.text.slice(from, to) });
    if (tag !== this.lastTag) return;
    const message = `Tag ${name} follows itself: apps built on the official SDK stop reading here.`;
    this.remarks.push({ code: 'repeated', tag: name, message });
  }

  private isSecondAccount(field: KhqrField, from: number): boolean {
    const first = this.values[field === FIELD.individual ? FIELD.merchant : FIELD.individual];
    const isAccount = field === FIELD.individual || field === FIELD.merchant;
    if (!isAccount || first === undefined) return false;
    const message = 'Tags 29 and 30 both name an account: apps differ in which one they pay.';
    this.report('two-accounts', field === FIELD.individual ? '29' : '30', from - 4, message);
    return true;
  }

  private repeated(tag: string, from: number): void {
    const message = `Tag ${tag} occurs twice: apps differ in which one they follow.`;
    this.report('repeated', tag, from - 4, message);
  }

  private checkCrc(): void {
    const { text } = this;
    const crc = this.values[FIELD.crc];
    const end = text.length;
    if (crc === undefined) {
      this.report('missing', '63', end, 'Tag 63, the checksum, is missing.');
    } else if (this.lastTag !== 63) {
      const message = 'Tag 63, the checksum, must be the last tag: it does not cover what follows.';
      this.report('misplaced', '63', end, message);
    } else {
      const expected = crc16(Buffer.from(text.slice(0, end - crc.length)));
      if (crc.length === 4 && crc.toUpperCase() === expected) return;
      const message = `The checksum is ${expected}, but tag 63 says '${quotable(crc)}': the text is damaged or altered.`;
      this.report('crc', '63', end - crc.length - 4, message);
    }
  }

  /** Apps count such a character as one, two or four, and read everything behind it differently. */
  private checkCharacters(): void {
    const position = this.text.search(SURROGATE);
    if (position < 0) return;
    const message = 'Apps differ in how long a character beyond U+FFFF (an emoji, say) is.';
    this.report('ambiguous', '', position, message);
  }

  private report(code: KhqrProblemCode, tag: string, position: number, message: string): void {
    this.problems.push({ code, tag, position, message });
  }
}

function twoDigits(tag: number): string {
  return tag < 10 ? `0${tag}` : String(tag);
}
