import type { Migration } from './migration.js';

/** Who has told that a payment is paid, where that may be told once: a table of its own, which the release before does not look at. */
export const claimsMigration: Migration = {
  version: 2,
  name: 'claims',
  worksFrom: 1,
  statements: ({ tables, types, table }) => [
    `CREATE TABLE ${tables.claims} (
      payment_id ${types.key} NOT NULL PRIMARY KEY, claimed_at ${types.int} NOT NULL)${table({ keyed: true })}`,
  ],
};
