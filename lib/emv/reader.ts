import { crc16 } from './crc.js';
import type { KhqrUnknownTag } from './khqr-data.js';
import type { KhqrProblem, PlacedProblem } from './khqr-problem.js';
import { scanTlv } from './tlv.js';
import { SURROGATE, TAGS, type KhqrField, type TagTable } from './tags.js';

/**
 * The most characters any QR symbol holds (version 40-L, digits only; ISO/IEC 18004). Longer text never was a code, and
 * refusing it bounds both time and memory.
 */
const MAX_TEXT = 7089;

export type KhqrFields = Partial<Record<KhqrField, string>>;

/** The text taken apart. Nothing is asked of the values yet. */
export class KhqrReading {
  readonly fields: KhqrFields = {};
  readonly unknown: KhqrUnknownTag[] = [];
  /** With one of these the text must not be trusted. */
  readonly problems: PlacedProblem[] = [];
  /** Overlooked when decoding, refused when verifying. */
  readonly remarks: KhqrProblem[] = [];
  private lastTag = '';

  constructor(readonly text: string) {
    if (text.length > MAX_TEXT) {
      const message = `The text has ${text.length} characters; a QR code holds at most ${MAX_TEXT}.`;
      this.problems.push({ code: 'oversized', tag: '', position: MAX_TEXT, message });
      return;
    }
    const fault = scanTlv(text, 0, text.length, (tag, from, to, at) => {
      this.visit(tag, from, to, at);
    });
    if (fault) this.problems.push({ code: 'malformed', ...fault });
    else this.checkCrc();
    this.checkCharacters();
  }

  private visit(tag: string, from: number, to: number, at: number): void {
    const rule = TAGS[tag];
    const value = this.text.slice(from, to);
    if (rule === undefined) {
      if (tag === this.lastTag) {
        const message = `Tag ${tag} follows itself: apps built on the official SDK stop reading here.`;
        this.remarks.push({ code: 'repeated', tag, message });
      }
      this.unknown.push({ tag, value });
    } else if (this.keep(rule.field, value, tag, at) && rule.sub) {
      if (this.isSecondAccount(rule.field)) {
        const message = 'Tags 29 and 30 both name an account: apps differ in which one they pay.';
        this.problems.push({ code: 'two-accounts', tag, position: at, message });
      } else {
        this.readTemplate(tag, rule.sub, from, to);
      }
    }
    this.lastTag = tag;
  }

  private isSecondAccount(field: KhqrField): boolean {
    const { individual, merchant } = this.fields;
    const other = field === 'individual' ? merchant : field === 'merchant' ? individual : undefined;
    return other !== undefined;
  }

  private readTemplate(parent: string, table: TagTable, start: number, end: number): void {
    const fault = scanTlv(this.text, start, end, (tag, from, to, at) => {
      const rule = table[tag];
      const path = `${parent}.${tag}`;
      const value = this.text.slice(from, to);
      if (rule) this.keep(rule.field, value, path, at);
      else this.unknown.push({ tag: path, value });
    });
    if (fault) {
      const { position, message } = fault;
      const tag = `${parent}.${fault.tag}`;
      this.problems.push({
        code: 'malformed',
        tag,
        position,
        message: `In tag ${parent}: ${message}`,
      });
    }
  }

  private keep(field: KhqrField, value: string, tag: string, position: number): boolean {
    if (this.fields[field] !== undefined) {
      const message = `Tag ${tag} occurs twice: apps differ in which one they follow.`;
      this.problems.push({ code: 'repeated', tag, position, message });
      return false;
    }
    this.fields[field] = value;
    return true;
  }

  private checkCrc(): void {
    const { text } = this;
    const { crc } = this.fields;
    const end = text.length;
    const report = (code: 'missing' | 'misplaced' | 'crc', position: number, message: string) => {
      this.problems.push({ code, tag: '63', position, message });
    };
    if (crc === undefined) {
      report('missing', end, 'Tag 63, the checksum, is missing.');
    } else if (this.lastTag !== '63') {
      report(
        'misplaced',
        end,
        'Tag 63, the checksum, must be the last tag: it does not cover what follows.',
      );
    } else {
      const expected = crc16(text, end - crc.length);
      if (crc.length === 4 && crc.toUpperCase() === expected) return;
      const message = `The checksum is ${expected}, but tag 63 says '${crc}': the text is damaged or altered.`;
      report('crc', end - crc.length - 4, message);
    }
  }

  /** Lengths are counted in UTF-16 units, code points or graphemes, depending on the app: only here do they differ. */
  private checkCharacters(): void {
    const position = this.text.search(SURROGATE);
    if (position < 0) return;
    const message =
      'A character outside the basic plane (an emoji, say) is counted differently by different apps.';
    this.problems.push({ code: 'ambiguous', tag: '', position, message });
  }
}
