import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import {
  describePostgres,
  dropSchema,
  POSTGRES_URL,
  randomSchema,
} from '../../support/postgres.js';
import { ApikhqrBank, KEY, type BankOptions } from './apikhqr.bank.js';
import { Effects } from './effects.js';
import { bundledShop } from './shop.bundle.js';
import {
  ShopProcess,
  type FailpointName,
  type ShopConfig,
  type StoreConfig,
} from './shop.process.js';
import { until } from './until.js';

export const STORES = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof STORES)[number];

/** A suite for one store; PostgreSQL's is skipped, and says so, where there is no server. */
export function describeStore(kind: StoreKind, name: string, suite: () => void): void {
  const title = `${name}, on ${kind}`;
  if (kind === 'sqlite') describe(title, suite);
  else describePostgres(title, suite);
}

export interface WorldOptions extends BankOptions {
  /** Its kind, or a database that is there already. */
  readonly store: StoreKind | StoreConfig;
  /** @default 1000, so that a dead process's leases end soon */
  readonly leaseMs?: number;
  /** @default 500 requests a second: no test of the rate */
  readonly ratePerSecond?: number;
}

/** One shop's database, its bank, its handlers' ledger, and the processes that come and go. */
export class FaultWorld {
  readonly dir = mkdtempSync(join(tmpdir(), 'khqr-faults-'));
  readonly config: ShopConfig;
  private readonly shops = new Set<ShopProcess>();
  private leaking = false;

  private constructor(
    readonly bank: ApikhqrBank,
    readonly store: StoreConfig,
    private readonly shopFile: string,
    { leaseMs = 1000, ratePerSecond = 500 }: WorldOptions,
  ) {
    this.config = {
      store,
      ledger: join(this.dir, 'ledger.jsonl'),
      deliveryLeaseMs: leaseMs,
      khqr: {
        provider: 'apikhqr',
        apiKey: KEY,
        baseUrl: bank.baseUrl,
        ratePerSecond,
        tracker: { tickMs: 100, leaseMs, spillFile: join(this.dir, 'in-hand.json') },
      },
    };
  }

  static async open(options: WorldOptions): Promise<FaultWorld> {
    const shopFile = await bundledShop();
    const bank = await ApikhqrBank.open(options);
    const store = typeof options.store === 'string' ? newStore(options.store) : options.store;
    return new FaultWorld(bank, store, shopFile, options);
  }

  /** The files in which money that the store has not taken is kept over a restart. */
  get spilled(): readonly string[] {
    const names = readdirSync(this.dir).filter((name) => /^in-hand\.json\.\w+$/.test(name));
    return names.map((name) => join(this.dir, name));
  }

  get effects(): Effects {
    return new Effects(this.config.ledger);
  }

  /** A process that has loaded everything and waits for `start`. */
  warm(): ShopProcess {
    const shop = new ShopProcess(this.shopFile);
    this.shops.add(shop);
    void shop.ended.then(() => {
      this.shops.delete(shop);
      this.leaking ||= shop.output.includes('MaxListenersExceededWarning');
    });
    return shop;
  }

  async start(failpoint?: FailpointName, shop = this.warm()): Promise<ShopProcess> {
    await shop.start({ ...this.config, ...(failpoint && { failpoint }) });
    return shop;
  }

  /** Resolves when every paid order has been shipped, and nothing is left to be delivered. */
  async shipped(by: ShopProcess, limitMs?: number): Promise<void> {
    const { bank } = this;
    const shipped = (): boolean => this.effects.lost(bank.paid).length === 0;
    await until('every paid order has its effect', shipped, limitMs);
    await until('all is delivered', async () => (await by.undelivered()) === 0, limitMs);
  }

  async close(): Promise<void> {
    await Promise.all([...this.shops].map((shop) => shop.kill('SIGKILL')));
    await this.bank.close();
    if (this.store.kind === 'postgres') {
      if (this.store.connectionString === POSTGRES_URL) await dropSchema(this.store.schema);
    } else rmSync(dirOf(this.store.path), { recursive: true, force: true });
    rmSync(this.dir, { recursive: true, force: true });
    if (this.leaking) throw new Error('A process was warned of listeners that pile up.');
  }
}

function newStore(kind: StoreKind): StoreConfig {
  return kind === 'sqlite'
    ? { kind, path: join(mkdtempSync(join(tmpdir(), 'khqr-faults-')), 'shop.db') }
    : { kind, connectionString: POSTGRES_URL, schema: randomSchema() };
}

function dirOf(path: string): string {
  return join(path, '..');
}
