import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import {
  migrationStatements,
  missingMigrations,
  MIGRATIONS,
} from '../../../lib/stores/sql/migrations/index.js';
import { printMigrations } from '../../../lib/stores/sql/print-migrations.js';
import { sqliteDialect } from '../../../lib/stores/sql/sqlite.dialect.js';
import { SqlitePaymentStore } from '../../../lib/stores/sqlite/sqlite-payment.store.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { samplePayment } from '../../../lib/testing/store-contract/samples.js';

describe('printMigrations', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'khqr-migrations-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('prints what makes a file that the store takes as it is', async () => {
    const file = path.join(directory, 'shop.db');
    const database = new Database(file);
    database.exec(printMigrations('sqlite'));
    database.close();
    const store = new SqlitePaymentStore({ path: file, migrate: 'check' });
    await store.open({ clock: new KhqrTestClock(), warn: () => undefined });
    await expect(store.countPending()).resolves.toBe(0);
    await store.close();
  });

  it('brings a file of the release before up to date, step by step', async () => {
    const file = path.join(directory, 'shop.db');
    const database = new Database(file);
    const [first] = MIGRATIONS;
    database.exec(`${migrationStatements(sqliteDialect(), first ? [first] : []).join(';')};`);
    const record = samplePayment({ status: 'PAID', dueAt: null });
    const store = new SqlitePaymentStore({ path: file });
    await store.open({ clock: new KhqrTestClock(), warn: () => undefined });
    await store.decide(record, () => ({ writes: [record], events: [], result: undefined }));
    await expect(store.claimPaid(record.id)).resolves.toBe(true);
    // What runs beside it knows a schema of which this one allows the use.
    const works = database.prepare('SELECT max(works_from) AS works FROM khqr_migrations').get();
    expect(works).toMatchObject({ works: 1 });
    await store.close();
    database.close();
  });

  it('names the schema in every statement about a table, and creates it first', () => {
    const script = printMigrations('postgres', 'shop_payments');
    expect(script).toContain('CREATE SCHEMA "shop_payments"');
    const tables = script.match(/(?:TABLE(?: IF NOT EXISTS)?|INTO| ON) \S*khqr_\w+/g) ?? [];
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((name) => !name.includes('"shop_payments".khqr_'))).toEqual([]);
  });

  it('leaves out what the database has already', () => {
    const latest = Math.max(...MIGRATIONS.map(({ version }) => version));
    expect(printMigrations('sqlite', undefined, latest)).not.toContain('khqr_payments');
  });

  it.each(['', 'my schema', '1st', 'a"b', "a'; DROP TABLE x; --", 'a'.repeat(51), 'ហាង'])(
    'refuses the schema name %j',
    (schema) => {
      expect(() => printMigrations('postgres', schema)).toThrow(/schema/);
    },
  );
});

describe('missingMigrations', () => {
  const applied = MIGRATIONS.map(({ version, worksFrom }) => ({ version, worksFrom }));
  const next = MIGRATIONS.length + 1;

  it('is every step for an empty database, and none for an up-to-date one', () => {
    expect(missingMigrations([], 'Here')).toEqual(MIGRATIONS);
    expect(missingMigrations(applied, 'Here')).toEqual([]);
  });

  it('takes the schema of the next release where that release allows it', () => {
    const worksFrom = MIGRATIONS.length;
    expect(missingMigrations([...applied, { version: next, worksFrom }], 'Here')).toEqual([]);
  });

  it('refuses a schema that this release does not understand, and says what to do', () => {
    const tooNew = [...applied, { version: next, worksFrom: next }];
    expect(() => missingMigrations(tooNew, 'The file')).toThrow(
      /The file has the schema version \d+.*\n\nPotential solutions:\n- Install the newer/s,
    );
  });

  it('numbers the steps without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(
      MIGRATIONS.map((_, index) => index + 1),
    );
  });
});
