import { createHash } from 'node:crypto';
import {
  khqrCardPng,
  khqrCardSvg,
  khqrStandPng,
  khqrStandSvg,
  qrPng,
  qrSvg,
} from '../image/index.js';
import { inTime } from '../clock/in-time.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import { BoundedMap } from '../collections/bounded.map.js';
import type { Payment } from '../index.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import type { CachedBody } from './cached.reply.js';
import type { CheckoutPictures } from './checkout.options.js';
import { PictureRefusals } from './picture.refusals.js';

export type PictureKind = 'qr' | 'card' | 'stand';
export type PictureFormat = 'svg' | 'png';

interface Picture extends CachedBody {
  readonly body: Buffer;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}
/** Pixels. A card is hard to read below 160. */
const SIZES: Readonly<Record<PictureKind, Bounds>> = {
  qr: { least: 64, most: 1024, fallback: 300 },
  card: { least: 160, most: 1024, fallback: 600 },
  stand: { least: 160, most: 1024, fallback: 600 },
};
/** Different pictures of one payment: a shop shows a few, and each size is drawn anew. */
const MOST_OF_PAYMENT = 16;
const MOST_PAYMENTS = 10_000;
/** Pixels take a processor: so many are made at once, and so many wait for their turn. */
const AT_ONCE = 2;
const MOST_WAITING = 32;
/** A card takes a tenth of a second. Nothing stops pixels that are being made, so whoever waits is sent away, and the place stays taken. */
const LONGEST_MS = 5000;

/** The size asked for. @throws CheckoutRefusal 400 where it is out of bounds */
export function readSize(text: string | null, kind: PictureKind): number {
  const { least, most, fallback } = SIZES[kind];
  if (text === null) return fallback;
  const size = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (size >= least && size <= most) return size;
  throw new CheckoutRefusal('request', { field: 'size' });
}

/** Pictures of codes. A code never changes, so each picture is made once; those used longest ago make room for others. */
export class PictureShelf {
  private readonly kept = new Map<string, Picture>();
  /** What was drawn of each payment. */
  private readonly drawn = new BoundedMap<Set<string>>(MOST_PAYMENTS);
  private readonly making = new Map<string, Promise<Picture>>();
  private readonly refusals = new PictureRefusals();
  private bytes = 0;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly options: CheckoutPictures,
    private readonly mostBytes: number,
    private readonly clock: KhqrClock,
  ) {}

  /** @throws CheckoutRefusal 404 without a code, 400 after too many sizes of one payment, 501 where pixels cannot be made, 503 where too many are being made, or this one takes too long */
  async get(
    { id, qrString }: Payment,
    kind: PictureKind,
    format: PictureFormat,
    size: number,
  ): Promise<Picture> {
    if (qrString === undefined) throw new CheckoutRefusal('not-found');
    const key = `${id} ${kind} ${format} ${size}`;
    const kept = this.kept.get(key);
    if (kept) {
      // Used last, so it goes to the end.
      this.kept.delete(key);
      this.kept.set(key, kept);
      return kept;
    }
    this.count(id, key);
    const making = this.making.get(key) ?? this.begin(key, this.make(qrString, kind, format, size));
    return inTime(this.clock, LONGEST_MS, making, () => {
      return new CheckoutRefusal('unavailable', { retryAfter: 1 });
    });
  }

  /** One making of each picture, however many wait for it; it is kept also where nobody waits any more. */
  private begin(key: string, made: Promise<Picture>): Promise<Picture> {
    const making = made
      .then((picture) => {
        this.keep(key, picture);
        return picture;
      })
      .finally(() => this.making.delete(key));
    this.making.set(key, making);
    return making;
  }

  /** The card that the hosted page shows; undefined for a code of which none can be made. */
  async cardFor(payment: Payment): Promise<string | undefined> {
    try {
      return (await this.get(payment, 'card', 'svg', SIZES.card.fallback)).body.toString();
    } catch (error) {
      if (error instanceof CheckoutRefusal) return undefined;
      throw error;
    }
  }

  /** @throws CheckoutRefusal 400 for one size too many */
  private count(id: string, key: string): void {
    const drawn = this.drawn.get(id) ?? new Set<string>();
    if (drawn.size >= MOST_OF_PAYMENT && !drawn.has(key)) {
      throw new CheckoutRefusal('request', { field: 'size' });
    }
    this.drawn.set(id, drawn.add(key));
  }

  private async make(
    text: string,
    kind: PictureKind,
    format: PictureFormat,
    size: number,
  ): Promise<Picture> {
    const type = format === 'svg' ? 'image/svg+xml; charset=utf-8' : 'image/png';
    const body = Buffer.from(await this.draw(text, kind, format, size));
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    return { body, type, etag: `"${hash}"` };
  }

  private async draw(
    text: string,
    kind: PictureKind,
    format: PictureFormat,
    size: number,
  ): Promise<Buffer | string> {
    try {
      if (kind === 'qr') return format === 'svg' ? qrSvg(text, { size }) : qrPng(text, { size });
      const { logo, secondName, fonts } = this.options;
      const options = {
        width: size,
        ...(logo !== undefined && { logo }),
        ...(secondName !== undefined && { secondName }),
        ...(fonts && { fonts }),
      };
      if (format === 'svg') {
        return kind === 'card' ? khqrCardSvg(text, options) : khqrStandSvg(text, options);
      }
      return await this.inTurn(() =>
        kind === 'card' ? khqrCardPng(text, options) : khqrStandPng(text, options),
      );
    } catch (error) {
      throw this.refusals.of(error);
    }
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= AT_ONCE) {
      if (this.waiting.length >= MOST_WAITING) {
        throw new CheckoutRefusal('unavailable', { retryAfter: 1 });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.busy += 1;
    try {
      return await work();
    } finally {
      // The turn goes to whoever waits longest, or back.
      const next = this.waiting.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }

  private keep(key: string, picture: Picture): void {
    if (this.kept.has(key)) return;
    this.kept.set(key, picture);
    this.bytes += picture.body.length;
    for (const [oldest, { body }] of this.kept) {
      if (this.bytes <= this.mostBytes) break;
      this.kept.delete(oldest);
      this.bytes -= body.length;
    }
  }
}
