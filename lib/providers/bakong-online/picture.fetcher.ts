import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { BaseUrl } from '../http/base-url.js';
import { HttpClient } from '../http/http-client.js';
import { PictureReader } from './picture.reader.js';

/** As much as a picture may have; a plain code of 300 pixels has about 2 kB. */
const MOST_BYTES = 262_144;
/** The customer waits for the code: a picture that takes longer is not worth it, milliseconds. */
const DEADLINE_MS = 3_000;
const MISSING =
  'The codes of bakong-online are shown unverified: reading their pictures needs two packages. Install them with `npm install qr pngjs`.';

/** Gets a code's text where the provider gives a picture of it only: one request to its own host, never repeated. */
export class PictureFetcher {
  readonly #http: HttpClient;
  readonly #warn: (message: string) => void;
  #reader: Promise<PictureReader | null> | undefined;

  constructor(baseUrl: BaseUrl, clock: KhqrClock, warn: (message: string) => void) {
    this.#warn = warn;
    this.#http = new HttpClient({
      baseUrl,
      clock,
      accept: 'image/png',
      maxBodyBytes: MOST_BYTES,
      deadlineMs: DEADLINE_MS,
      connections: 8,
    });
  }

  /** Undefined where no text can be had; never rejects. */
  async fetch(path: string): Promise<string | undefined> {
    const reader = await this.#load();
    if (!reader) return undefined;
    const reply = await this.#http.send({ method: 'GET', label: 'GET picture', path });
    if ('failure' in reply || reply.answer.status !== 200) return undefined;
    const { bytes } = reply.answer;
    return bytes && reader.read(bytes);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #load(): Promise<PictureReader | null> {
    this.#reader ??= PictureReader.load().then((reader) => {
      if (!reader) this.#warn(MISSING);
      return reader;
    });
    return this.#reader;
  }
}
