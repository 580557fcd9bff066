import { KhqrError, type KhqrErrorOptions } from './khqr.error.js';

/** The text is not a KHQR that can be read safely. Another scan may help; the same text will not. */
export class KhqrDecodeError<TReason extends string = string> extends KhqrError {
  override readonly name = 'KhqrDecodeError' as const;
  readonly code = 'KHQR_DECODE' as const;
  readonly retryable = false;
  /** What kind of fault: `'malformed'`, `'crc'`, `'repeated'` … */
  readonly reason: TReason;
  /** The tag at fault, `'54'` or `'62.01'`; empty where the text as a whole is meant. */
  readonly tag: string;
  /** Where that tag starts: UTF-16 code units from the start of the text. */
  readonly position: number;

  constructor(
    message: string,
    options: KhqrErrorOptions & {
      readonly reason: TReason;
      readonly tag: string;
      readonly position: number;
    },
  ) {
    super(message, options);
    this.reason = options.reason;
    this.tag = options.tag;
    this.position = options.position;
  }
}
