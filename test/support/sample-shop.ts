import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { useKhqrTesting, type KhqrTestingTools } from '../../lib/testing/index.js';
import { AppModule } from '../../sample/01-shop/src/app.module.js';
import { Database } from '../../sample/01-shop/src/database/database.js';
import { openDatabase } from '../../sample/01-shop/src/database/database.module.js';
import { Settings } from '../../sample/01-shop/src/settings.js';
import { listen } from './listen.js';

export const PASSWORD = 'a password of the test';

/** Sends a form as a browser does that stands on `origin`. */
interface FormOptions {
  readonly cookie?: string;
  readonly origin?: string;
}

/** The sample shop on a simulated bank and a clock that stands still, over a database of its own. */
export class SampleShop {
  private constructor(
    readonly app: INestApplication,
    readonly url: string,
    private readonly moved?: KhqrTestingTools,
  ) {}

  /** What moves the world of a shop that was opened with `open`. */
  get tools(): KhqrTestingTools {
    if (this.moved) return this.moved;
    throw new Error('This shop runs in real time.');
  }

  static async open(environment: Record<string, string>): Promise<SampleShop> {
    const settings = new Settings({ ...environment, ADMIN_PASSWORD: PASSWORD });
    // The payments are kept where the shop's own tables are, which `acknowledge` needs.
    const database = openDatabase(settings);
    const builder = Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(Settings)
      .useValue(settings)
      .overrideProvider(Database)
      .useValue(database);
    const tools = useKhqrTesting(builder, { store: database.paymentStore() });
    const app = (await tools.compile()).createNestApplication({ logger: false });
    const url = await listen(app);
    await tools.clock.advance(0);
    return new SampleShop(app, url, tools);
  }

  /** In real time, on the sandbox as it is: for a database whose answers no clock of a test waits for. */
  static async openLive(environment: Record<string, string>): Promise<SampleShop> {
    const settings = new Settings({ ...environment, ADMIN_PASSWORD: PASSWORD });
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const module = await builder.overrideProvider(Settings).useValue(settings).compile();
    const app = module.createNestApplication({ logger: false });
    return new SampleShop(app, await listen(app));
  }

  close(): Promise<void> {
    return this.app.close();
  }

  fetch(at: string, init: RequestInit = {}): Promise<Response> {
    const headers = { accept: 'text/html', ...(init.headers as Record<string, string>) };
    return fetch(this.url + at, { redirect: 'manual', ...init, headers });
  }

  async get(at: string, cookie = ''): Promise<string> {
    return (await this.fetch(at, { headers: { cookie } })).text();
  }

  post(at: string, form: Record<string, string> = {}, options: FormOptions = {}) {
    const { cookie = '', origin = this.url } = options;
    const headers = { cookie, origin };
    return this.fetch(at, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  /** Where a form leads. */
  async follow(at: string, form: Record<string, string> = {}, cookie = ''): Promise<string> {
    const answer = await this.post(at, form, { cookie });
    if (answer.status === 303) return answer.headers.get('location') ?? '';
    throw new Error(`POST ${at} answered ${answer.status}: ${await answer.text()}`);
  }

  /** Buys; answers the payment page and the number of the order. */
  async buy(product: string, quantity: number, currency = 'USD') {
    const page = await this.follow('/checkout', { product, quantity: String(quantity), currency });
    return { page, number: /MP-\w{5}-\w{5}/.exec(page + (await this.get(page)))?.[0] ?? '' };
  }

  async stock(product: string): Promise<number> {
    const [, left] = /data-stock="(\d+)"/.exec(await this.get(`/products/${product}`)) ?? [];
    return Number(left ?? 0);
  }

  /** What stands as the headline of a page. */
  async headline(at: string, cookie = ''): Promise<string> {
    return /<h1[^>]*>([^<]*)/.exec(await this.get(at, cookie))?.[1]?.trim() ?? '';
  }

  async signIn(): Promise<string> {
    const answer = await this.post('/admin/login', { password: PASSWORD });
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }
}

/** A folder whose file is the shop's database. */
export function temporaryData(): { readonly SHOP_DATA: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'khqr-shop-'));
  const remove = () => rmSync(folder, { recursive: true });
  return { SHOP_DATA: path.join(folder, 'shop.db'), remove };
}
