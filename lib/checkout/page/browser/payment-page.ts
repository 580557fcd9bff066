import { Countdown, showSeconds } from './countdown.js';
import { LiveStatus, type View } from './live-status.js';

const SOON_SECONDS = 60;
const TICK_MS = 250;
const REFRESH_AGAIN_MS = 2000;
const NOT_FOUND = 404;

/** Keeps the open page true: when the payment moves, the server draws the page anew, and its middle is put in place here. */
export class PaymentPage {
  private readonly countdown = new Countdown(() => performance.now());
  private live: LiveStatus | undefined;
  private refreshing = false;

  constructor(private readonly document: Document) {}

  start(): void {
    this.begin();
    setInterval(() => {
      this.tick();
    }, TICK_MS);
    // A phone that comes back from the banking app, and a page that comes back from the browser's cache.
    this.document.addEventListener('visibilitychange', () => {
      if (this.document.visibilityState === 'visible') void this.live?.look();
    });
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) void this.live?.look();
    });
    this.document.addEventListener('submit', (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.dataset.ask === undefined) return;
      event.preventDefault();
      void this.ask(form);
    });
  }

  private get main(): HTMLElement {
    const main = this.document.querySelector('main');
    if (!main) throw new Error('The page has no middle.');
    return main;
  }

  /** Reads what the server drew. */
  private begin(): void {
    this.live?.stop();
    const { status = '', self, events = '', settled } = this.main.dataset;
    // There is no payment any more.
    if (self === undefined) return;
    const { expires: expiresAt = '', now: serverTime = '' } = this.main.dataset;
    this.countdown.set({ expiresAt, serverTime });
    this.live = new LiveStatus(
      { self, events },
      {
        changed: (view) => {
          this.changed(view);
        },
        reached: (yes) => {
          this.reached(yes);
        },
        gone: () => {
          void this.refresh();
        },
      },
    );
    this.live.start(status, settled !== undefined);
    this.tick();
  }

  private changed(view: View): void {
    this.countdown.set(view);
    if (view.status !== this.main.dataset.status) void this.refresh();
  }

  private reached(yes: boolean): void {
    const banner = this.document.querySelector<HTMLElement>('[data-offline]');
    if (!banner || banner.hidden === yes) return;
    banner.hidden = yes;
    this.say(yes ? '' : banner.textContent);
  }

  private tick(): void {
    const line = this.main.querySelector<HTMLElement>('[data-left]');
    if (!line) return;
    const seconds = this.countdown.seconds();
    if (seconds === 0) {
      void this.refresh();
      return;
    }
    const time = line.querySelector('strong');
    const text = line.querySelector('span');
    const shown = showSeconds(seconds);
    if (time && time.textContent !== shown) time.textContent = shown;
    if (text && line.dataset.left !== undefined) text.textContent = line.dataset.left;
    if (seconds <= SOON_SECONDS && !line.classList.contains('soon')) {
      line.classList.add('soon');
      this.say(line.dataset.soon ?? '');
    }
  }

  /** "I have paid": the shop asks the bank once. */
  private async ask(form: HTMLFormElement): Promise<void> {
    const button = form.querySelector('button');
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const { asking = '', waiting = '', later = '', failed = '' } = form.dataset;
    this.note(asking);
    try {
      const headers = { accept: 'application/json' };
      const answer = await fetch(form.action, { method: 'POST', headers });
      if (form.dataset.ask === 'sandbox') {
        this.note('');
      } else if (answer.ok) {
        const view = (await answer.json()) as View;
        this.note(waiting);
        this.changed(view);
      } else {
        this.note(answer.status === 429 ? later : failed);
      }
    } catch {
      this.note(failed);
    }
    button.removeAttribute('aria-disabled');
  }

  private note(text: string): void {
    const note = this.main.querySelector<HTMLElement>('[data-note]');
    if (!note) return;
    note.hidden = text === '';
    note.textContent = text;
    this.say(text);
  }

  private async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      const headers = { accept: 'text/html' };
      const answer = await fetch(location.href, { headers, cache: 'no-store' });
      if (!answer.ok && answer.status !== NOT_FOUND) throw new Error(String(answer.status));
      this.replace(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      this.refreshing = false;
    } catch {
      // The shop restarts, or the phone is between two networks.
      setTimeout(() => {
        this.refreshing = false;
        void this.refresh();
      }, REFRESH_AGAIN_MS);
    }
  }

  private replace(fresh: Document): void {
    const next = fresh.querySelector('main');
    if (!next) return;
    const old = this.main;
    const hadFocus = old.contains(this.document.activeElement);
    old.replaceWith(next);
    this.document.title = fresh.title;
    const heading = next.querySelector('h1');
    // Whoever stood on a button that is gone must not be sent to the top of the page.
    if (hadFocus) heading?.focus();
    this.say(heading?.textContent ?? '');
    this.begin();
  }

  /** Read out to those who do not see that something has changed. */
  private say(text: string): void {
    const status = this.document.querySelector('[data-say]');
    if (status) status.textContent = text;
  }
}
