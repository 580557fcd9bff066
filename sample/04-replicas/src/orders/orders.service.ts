import { randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { databaseUrl } from '../settings.js';
import type { Order } from './order.js';

const COLUMNS = 'id, amount::text, shipments';
/** Processes that start together must not make the table together. */
const TABLE = `BEGIN;
SELECT pg_advisory_xact_lock(20250104);
CREATE TABLE IF NOT EXISTS orders (
  id text PRIMARY KEY,
  amount numeric(12, 2) NOT NULL,
  shipments integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMIT`;

/** The shop's own table, in the database of the payments. */
@Injectable()
export class OrdersService implements OnModuleInit, OnApplicationShutdown {
  private readonly pool = new pg.Pool({ connectionString: databaseUrl(process.env) });

  async onModuleInit(): Promise<void> {
    await this.pool.query(TABLE);
  }

  /** The last of all hooks: no request and no handler is under way any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  async create(amount: string): Promise<Order> {
    const id = `A-${randomBytes(4).toString('hex')}`;
    await this.pool.query('INSERT INTO orders (id, amount) VALUES ($1, $2)', [id, amount]);
    return { id, amount, shipments: 0 };
  }

  async find(id: string): Promise<Order | null> {
    const found = await this.pool.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
    return found.rows[0] ?? null;
  }

  async latest(): Promise<readonly Order[]> {
    const { rows } = await this.pool.query<Order>(
      `SELECT ${COLUMNS} FROM orders ORDER BY created_at DESC LIMIT 10`,
    );
    return rows;
  }

  /** Ships, and does `also` in the same transaction: both happen or neither. */
  async ship(id: string, also: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE orders SET shipments = shipments + 1 WHERE id = $1', [id]);
      await also(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}
