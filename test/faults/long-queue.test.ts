import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Database from 'libsql';
import { PaymentTracker } from '../../lib/index.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/index.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop } from '../support/shop.js';
import { Fulfilment, shipped } from './support/shipped.js';

const PENDING = 100_000;
const RATE = 300;
const MB = 1024 * 1024;
/** Kept in memory, as little of each payment as its id and its code would be ten times as much. */
const MOST_GROWTH = 3 * MB;

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'khqr-queue-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Bytes that are in use once everything unused is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Makes many of the one payment that is there. */
function multiply(file: string): void {
  const database = new Database(file);
  const series = `(WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${PENDING}) SELECT i FROM n)`;
  const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    khqr_payments: {
      id: "'p' || i",
      reference: "'order-' || i",
      md5: "printf('%032x', i)",
    },
    khqr_polls: { payment_id: "'p' || i" },
  };
  for (const [table, values] of Object.entries(own)) {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[];
    const names = columns.map(({ name }) => name);
    database.exec(
      `INSERT INTO ${table} (${names.join()}) SELECT ${names.map((name) => values[name] ?? name).join()} FROM ${table}, ${series}`,
    );
  }
  database.close();
}

it(`${PENDING} pending payments in a file take no memory: it follows what is in flight`, async () => {
  const file = path.join(directory, 'khqr.db');
  let asked = 0;
  const provider = new ScriptedProvider(() => {
    // What it was asked is of no interest here, and would be kept.
    provider.checks.length = 0;
    asked += 1;
    return asked % 10 === 0 ? { outcome: 'paid', evidence: {} } : { outcome: 'pending' };
  });
  const { app, khqr, clock } = await openShop({
    khqr: { provider, ratePerSecond: RATE },
    providers: [Fulfilment],
    testing: { store: new SqlitePaymentStore({ path: file }), keepCustomProviders: true },
  });
  await khqr.createPayment({ reference: 'order-1', amount: 1, currency: 'USD' });
  multiply(file);
  await clock.advance(5000);
  const [before, askedBefore] = [heap(), asked];
  await clock.advance(20_000);
  shipped.length = Math.min(shipped.length, 1000);
  const growth = heap() - before;

  expect(asked - askedBefore).toBeGreaterThan(RATE * 19);
  expect(shipped.length).toBeGreaterThan(500);
  const { pending, inFlight } = await app.get(PaymentTracker).stats();
  expect(pending).toBeGreaterThan(PENDING * 0.9);
  expect(inFlight).toBeLessThanOrEqual(RATE);
  expect(growth).toBeLessThan(MOST_GROWTH);
  const closing = app.close();
  await clock.advance(15_000);
  await closing;
}, 120_000);
