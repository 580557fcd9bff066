import { createHash } from 'node:crypto';
import type { Dialect } from '../sql/dialect.js';
import { textOfBytes } from '../sql/postgres.dialect.js';
import type { Tables } from '../sql/tables.js';

/** No character of a reference or an account is this one where it matters: a wrong guess only makes two orders wait for each other. */
const SEPARATOR = '\u001f';

/**
 * Locks that a transaction holds to its end, as statements without parameters. They stand for something that has no row yet, or
 * more than one: PostgreSQL's advisory locks are numbers, made here of the schema and a name.
 */
export class PostgresLocks {
  readonly #prefix: string;
  readonly #tables: Tables;

  constructor({ tables }: Dialect) {
    this.#tables = tables;
    this.#prefix = `khqr${SEPARATOR}${tables.schema}${SEPARATOR}`;
  }

  /** Everything about one reference. */
  group({ account, reference }: { readonly account: string; readonly reference: string }): string {
    return this.#exclusive(`group${SEPARATOR}${account}${SEPARATOR}${reference}`);
  }

  /** The group that a delivery belongs to, found by the server; nothing where it belongs to none. */
  groupOfDelivery(deliveryId: string): string {
    const { deliveries, events } = this.#tables;
    const parts = [`'${this.#prefix}group'`, 'e.account', 'e.reference'].join(
      ` || '${SEPARATOR}' || `,
    );
    const number = `('x' || substr(md5(${parts}), 1, 16))::bit(64)::bigint`;
    return `SELECT pg_advisory_xact_lock(${number}) FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id
      WHERE d.id = ${textOfBytes(Buffer.from(deliveryId, 'utf8').toString('hex'))} AND e.reference IS NOT NULL`;
  }

  lane(lane: string): string {
    return this.#exclusive(`lane${SEPARATOR}${lane}`);
  }

  migrations(): string {
    return this.#exclusive('migrations');
  }

  /** Writing events: they must see every handler, and none may be added meanwhile. */
  handlersRead(): string {
    return `SELECT pg_advisory_xact_lock_shared(${this.#number('handlers')})`;
  }

  /** Adding a handler: it must see every event. */
  handlersWrite(): string {
    return this.#exclusive('handlers');
  }

  #exclusive(name: string): string {
    return `SELECT pg_advisory_xact_lock(${this.#number(name)})`;
  }

  #number(name: string): string {
    const hash = createHash('md5')
      .update(this.#prefix + name)
      .digest('hex');
    return `(${BigInt.asIntN(64, BigInt(`0x${hash.slice(0, 16)}`))})`;
  }
}
