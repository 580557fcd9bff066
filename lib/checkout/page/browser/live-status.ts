/** What the page needs of a payment's view. */
export interface View {
  readonly status: string;
  readonly expiresAt: string;
  readonly serverTime: string;
  readonly settled: boolean;
}

interface Addresses {
  readonly self: string;
  readonly events: string;
}

interface Listener {
  changed(view: View): void;
  /** Whether the shop could be reached. */
  reached(yes: boolean): void;
  /** The shop no longer shows the payment: it was removed, or the customer has logged out. */
  gone(): void;
}

/** Between two looks while the stream is down. A few milliseconds more or less keep a thousand pages apart. */
const LOOK_MS = 2500;
/** Between two looks beside a stream: some proxies hold a stream's lines back, and nobody is told. */
const LOOK_BESIDE_MS = 15_000;
/** Between two looks after the shop could not be reached. */
const LOOK_AFTER_FAILURE_MS = 4000;
/** When a stream was refused, as too many are open: the next try. */
const STREAM_AGAIN_MS = 30_000;
const REQUEST_MS = 10_000;
const NOT_FOUND = 404;
/** Nothing more will come of these. */
const FINAL = ['PAID', 'REJECTED', 'FAILED'];

/** Follows a payment: told by a stream, and asking by itself where the stream is down or held back. */
export class LiveStatus {
  private stream: EventSource | undefined;
  private timer = 0;
  private streamTimer = 0;
  private misses = 0;
  private status = '';

  constructor(
    private readonly at: Addresses,
    private readonly listener: Listener,
  ) {}

  start(status: string, settled: boolean): void {
    this.status = status;
    if (!settled) this.open();
    this.lookIn(settled ? LOOK_BESIDE_MS : LOOK_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.streamTimer);
    this.stream?.close();
    this.stream = undefined;
  }

  /** Asks now: the page has come back from behind a banking app, or from the browser's cache. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const signal = AbortSignal.timeout(REQUEST_MS);
      const headers = { accept: 'application/json' };
      const answer = await fetch(this.at.self, { headers, cache: 'no-store', signal });
      if (answer.status === NOT_FOUND) {
        this.stop();
        this.listener.gone();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      this.take((await answer.json()) as View);
      this.lookIn(this.streams() || this.isQuiet() ? LOOK_BESIDE_MS : LOOK_MS);
    } catch {
      this.misses += 1;
      if (this.misses > 1) this.listener.reached(false);
      this.lookIn(LOOK_AFTER_FAILURE_MS);
    }
  }

  private take(view: View): void {
    this.misses = 0;
    this.status = view.status;
    this.listener.reached(true);
    if (view.settled) this.closeStream();
    this.listener.changed(view);
  }

  /** Ended unpaid: money may still come late, but nobody waits for it by the second. */
  private isQuiet(): boolean {
    return ['EXPIRED', 'CANCELLED', 'REVIEW'].includes(this.status);
  }

  private streams(): boolean {
    return this.stream?.readyState === EventSource.OPEN;
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    if (FINAL.includes(this.status)) return;
    this.timer = window.setTimeout(() => void this.look(), ms * (0.9 + Math.random() * 0.2));
  }

  private closeStream(): void {
    clearTimeout(this.streamTimer);
    this.stream?.close();
    this.stream = undefined;
  }

  private open(): void {
    if (typeof EventSource === 'undefined') return;
    const stream = new EventSource(this.at.events);
    this.stream = stream;
    stream.addEventListener('payment', ({ data }: MessageEvent<string>) => {
      this.take(JSON.parse(data) as View);
      this.lookIn(LOOK_BESIDE_MS);
    });
    stream.addEventListener('error', () => {
      // The browser opens a broken stream again by itself, but not one that was refused.
      if (stream.readyState === EventSource.CLOSED) {
        this.streamTimer = window.setTimeout(() => {
          this.open();
        }, STREAM_AGAIN_MS);
      }
      this.lookIn(LOOK_MS);
    });
  }
}
