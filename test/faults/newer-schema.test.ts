import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import Database from 'libsql';
import { KhqrModule, KhqrService } from '../../lib/index.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { PostgresPaymentStore } from '../../lib/stores/postgres/index.js';
import type { Dialect } from '../../lib/stores/sql/dialect.js';
import { migrationStatements, MIGRATIONS } from '../../lib/stores/sql/migrations/index.js';
import type { Migration } from '../../lib/stores/sql/migrations/migration.js';
import { postgresDialect } from '../../lib/stores/sql/postgres.dialect.js';
import { sqliteDialect } from '../../lib/stores/sql/sqlite.dialect.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/index.js';
import { dropSchema, POSTGRES_URL, randomSchema, sql } from '../support/postgres.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { describeStore, STORES, type StoreKind } from './support/fault.world.js';
import { Fulfilment, shipped } from './support/shipped.js';
import { until } from './support/until.js';

const KNOWN = Math.max(...MIGRATIONS.map(({ version }) => version));

/** What a later release might add, each table getting something that this release knows nothing of. */
function laterStep(worksFrom: number): Migration {
  const grown = [
    'payments',
    'polls',
    'history',
    'events',
    'handlers',
    'deliveries',
    'lanes',
  ] as const;
  return {
    version: KNOWN + 1,
    name: 'later',
    worksFrom,
    statements: ({ tables, types, table }) => [
      ...grown.map(
        (name) => `ALTER TABLE ${tables[name]} ADD COLUMN later ${types.int} NOT NULL DEFAULT 7`,
      ),
      `CREATE INDEX khqr_payments_later ON ${tables.payments} (later)`,
      `CREATE TABLE ${tables.payments.replace('khqr_payments', 'khqr_later')} (id ${types.key} NOT NULL PRIMARY KEY)${table({})}`,
    ],
  };
}

/** One database of a kind. */
interface Place {
  readonly open: () => PaymentStore;
  /** What the newer release's process does when it starts beside ours. */
  readonly migrate: (step: Migration) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const PLACES: Readonly<Record<StoreKind, () => Place>> = {
  sqlite() {
    const directory = mkdtempSync(path.join(tmpdir(), 'khqr-newer-'));
    const file = path.join(directory, 'khqr.db');
    return {
      open: () => new SqlitePaymentStore({ path: file }),
      async migrate(step) {
        const database = new Database(file, { timeout: 5000 });
        database.exec(script(sqliteDialect(), step));
        database.close();
      },
      async remove() {
        rmSync(directory, { recursive: true });
      },
    };
  },
  postgres() {
    const schema = randomSchema();
    return {
      open: () => new PostgresPaymentStore({ connectionString: POSTGRES_URL }, { schema }),
      migrate: async (step) => {
        await sql(script(postgresDialect(schema), step));
      },
      remove: () => dropSchema(schema),
    };
  },
};

function script(dialect: Dialect, step: Migration): string {
  return [dialect.begin, ...migrationStatements(dialect, [step]), 'COMMIT'].join(';\n');
}

for (const kind of STORES) {
  describeStore(kind, 'a schema of a later release', () => {
    let place: Place;
    let app: INestApplicationContext | undefined;

    beforeEach(() => {
      place = PLACES[kind]();
      shipped.length = 0;
    });

    afterEach(async () => {
      await app?.close();
      app = undefined;
      await place.remove();
    });

    async function start(): Promise<void> {
      await app?.close();
      // Everybody pays at once.
      const paid = { outcome: 'paid', evidence: {} } as const;
      const provider = new ScriptedProvider(() => paid, { minGapMs: 100 });
      @Module({
        imports: [
          ScheduleModule.forRoot(),
          EventEmitterModule.forRoot(),
          KhqrModule.forRoot({
            provider,
            store: place.open(),
            tracker: { tickMs: 50, gapMs: 100 },
          }),
        ],
        providers: [Fulfilment],
      })
      class AppModule {}
      const options = { logger: false, abortOnError: false } as const;
      app = await NestFactory.createApplicationContext(AppModule, options);
    }

    async function sell(reference: string): Promise<void> {
      if (!app) throw new Error('There is no application.');
      const order = { reference, amount: '5.00', currency: 'USD' } as const;
      await app.get(KhqrService).createPayment(order);
      await until(`${reference} is shipped`, () => shipped.includes(reference));
    }

    it('that keeps this one working: it goes on under the migration, and starts again after it', async () => {
      await start();
      await sell('before');
      await place.migrate(laterStep(KNOWN));
      await sell('meanwhile');
      await start();
      await sell('after');
      expect(shipped).toEqual(['before', 'meanwhile', 'after']);
    });

    it('that does not: it is refused at the start, which says what to install', async () => {
      await start();
      await place.migrate(laterStep(KNOWN + 1));
      await expect(start()).rejects.toThrow(
        `has the schema version ${KNOWN + 1}, which needs a release that knows version ${KNOWN + 1}; this one knows ${KNOWN}.`,
      );
      app = undefined;
      await expect(start()).rejects.toThrow('Install the newer nestjs-khqr that migrated it.');
    });
  });
}
