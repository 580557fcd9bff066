import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 860 };
/** How long a page may take to show what is on its way. */
export const PATIENCE = { timeout: 20_000 };

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A container's own is too small.
  '--disable-dev-shm-usage',
];

/** A page that notes everything it should not do. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Warnings and errors of the console, errors that nobody caught, requests to other hosts. */
  readonly complaints: readonly string[];
  /** Every document that was loaded into the page: a page that changes by itself adds none. */
  readonly loads: readonly string[];
}

/** What one suite does with its browser. What a test opens is closed after it. */
export class Visits {
  private browser: Browser | undefined;
  private readonly contexts: BrowserContext[] = [];
  private readonly ends: (() => Promise<unknown>)[] = [];

  async launch(executablePath: string | undefined): Promise<void> {
    this.browser = await chromium.launch({ args: ARGS, ...(executablePath && { executablePath }) });
  }

  /** A window with cookies and storage of its own. */
  async visit(baseURL: string, options: BrowserContextOptions = {}): Promise<Visit> {
    if (!this.browser) throw new Error('The browser has not been launched.');
    const context = await this.browser.newContext({ viewport: PHONE, baseURL, ...options });
    // Below a test's own limit, so that the failure names what was waited for.
    context.setDefaultTimeout(10_000);
    this.contexts.push(context);
    return watched(await context.newPage(), baseURL);
  }

  /** Closes an application with the test, after its pages: a server waits for the answers that it owes. */
  closeLater(end: () => Promise<unknown>): void {
    this.ends.push(end);
  }

  async leave(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    for (const end of this.ends.splice(0)) await end();
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }
}

/** Another tab beside one that is open. */
export async function nextTab({ context }: Visit, baseURL: string): Promise<Visit> {
  return watched(await context.newPage(), baseURL);
}

function watched(page: Page, baseURL: string): Visit {
  const complaints: string[] = [];
  const loads: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== new URL(baseURL).origin)
      complaints.push(`asked ${request.url()}`);
  });
  page.on('domcontentloaded', () => loads.push(page.url()));
  return { page, context: page.context(), complaints, loads };
}

/** How many pixels the page is wider than the screen. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}
