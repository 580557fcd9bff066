import { CATALOGUE } from '../products/catalogue.js';
import type { Sql } from './database.js';

/** Read alike by SQLite and PostgreSQL. Times are milliseconds since 1970, amounts cents or riel. */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS shop_stock (
    product_id TEXT PRIMARY KEY,
    on_hand INTEGER NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS shop_orders (
    number TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES shop_stock (product_id),
    quantity INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    held_until BIGINT NOT NULL,
    paid_at BIGINT,
    receipt TEXT,
    packed_at BIGINT,
    courier_at BIGINT,
    courier TEXT
  )`,
  'CREATE INDEX IF NOT EXISTS shop_orders_held ON shop_orders (product_id) WHERE packed_at IS NULL',
  'CREATE TABLE IF NOT EXISTS shop_counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)',
  // The simulated bank's books, which must not end with the process either.
  `CREATE TABLE IF NOT EXISTS shop_sandbox (
    md5 TEXT PRIMARY KEY,
    qr TEXT NOT NULL,
    paid TEXT,
    ended INTEGER NOT NULL,
    made_at BIGINT NOT NULL
  )`,
];

/** A real shop has migrations; five tables that never change do without. */
export async function createTables(tx: Sql): Promise<void> {
  for (const table of TABLES) await tx.query(table);
  for (const { id, stock } of CATALOGUE) {
    const seed =
      'INSERT INTO shop_stock (product_id, on_hand) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    await tx.query(seed, [id, stock]);
  }
  await tx.query(
    "INSERT INTO shop_counters (name, value) VALUES ('receipt', 0) ON CONFLICT DO NOTHING",
  );
}
