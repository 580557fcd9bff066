import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/node-postgres';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DataSource, EntitySchema } from 'typeorm';
import type { SqlRunner } from '../../../lib/index.js';
import { PrismaClient } from '../../fixtures/prisma/client/client.js';
import { POSTGRES_URL } from '../../support/postgres.js';

/** What a handler does in one transaction: ships the order, and hands over its runner for the acknowledgement. */
export interface ShopDatabase {
  /** Resolves when it has committed; the row's id is new for each run, so that two runs would leave two rows. */
  ship(reference: string, acknowledge: (tx: SqlRunner) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** The table of the shop, in the store's schema so that it goes with it. */
export const SHIPMENTS = `shipments (id text PRIMARY KEY, reference text NOT NULL)`;

function urlOf(schema: string): string {
  const url = new URL(POSTGRES_URL);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href;
}

async function withPg(schema: string): Promise<ShopDatabase> {
  const pool = new pg.Pool({ connectionString: urlOf(schema) });
  return {
    async ship(reference, acknowledge) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('INSERT INTO shipments VALUES ($1, $2)', [randomUUID(), reference]);
        await acknowledge(client);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

const Shipment = new EntitySchema<{ id: string; reference: string }>({
  name: 'shipments',
  columns: { id: { type: 'text', primary: true }, reference: { type: 'text' } },
});

async function withTypeOrm(schema: string): Promise<ShopDatabase> {
  const source = new DataSource({
    type: 'postgres',
    url: POSTGRES_URL,
    schema,
    entities: [Shipment],
  });
  await source.initialize();
  return {
    ship: (reference, acknowledge) =>
      source.transaction(async (manager) => {
        await manager.insert(Shipment, { id: randomUUID(), reference });
        await acknowledge(manager);
      }),
    close: () => source.destroy(),
  };
}

async function withPrisma(schema: string): Promise<ShopDatabase> {
  const adapter = new PrismaPg({ connectionString: POSTGRES_URL }, { schema });
  const prisma = new PrismaClient({ adapter });
  return {
    async ship(reference, acknowledge) {
      await prisma.$transaction(async (tx) => {
        await tx.shipment.create({ data: { id: randomUUID(), reference } });
        await acknowledge(tx);
      });
    },
    close: () => prisma.$disconnect(),
  };
}

async function withDrizzle(schema: string): Promise<ShopDatabase> {
  const shipments = pgTable('shipments', { id: text().primaryKey(), reference: text().notNull() });
  const pool = new pg.Pool({ connectionString: urlOf(schema) });
  // With a schema of tables, as most have it: then there is a `query` that is no function.
  const db = drizzle(pool, { schema: { shipments } });
  return {
    ship: (reference, acknowledge) =>
      db.transaction(async (tx) => {
        await tx.insert(shipments).values({ id: randomUUID(), reference });
        await acknowledge(tx);
      }),
    close: () => pool.end(),
  };
}

async function withKysely(schema: string): Promise<ShopDatabase> {
  const pool = new pg.Pool({ connectionString: urlOf(schema) });
  const db = new Kysely<{ shipments: { id: string; reference: string } }>({
    dialect: new PostgresDialect({ pool }),
  });
  return {
    ship: (reference, acknowledge) =>
      db.transaction().execute(async (tx) => {
        await tx.insertInto('shipments').values({ id: randomUUID(), reference }).execute();
        await acknowledge((statement) => tx.executeQuery(CompiledQuery.raw(statement)));
      }),
    close: () => db.destroy(),
  };
}

export const DATABASES = {
  pg: withPg,
  TypeORM: withTypeOrm,
  Prisma: withPrisma,
  Drizzle: withDrizzle,
  Kysely: withKysely,
} as const satisfies Record<string, (schema: string) => Promise<ShopDatabase>>;
