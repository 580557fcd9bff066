import type { Dialect } from '../dialect.js';
import type { Migration } from './migration.js';

export const initialMigration: Migration = {
  version: 1,
  name: 'initial',
  worksFrom: 1,
  statements: (d) => [...payments(d), ...events(d), ...deliveries(d), ...lanes(d)],
};

function payments({ tables, types, identity, table }: Dialect): string[] {
  const { key, text, int, flag, json } = types;
  return [
    `CREATE TABLE ${tables.payments} (
      id ${key} NOT NULL PRIMARY KEY, account ${key} NOT NULL, provider ${key} NOT NULL, reference ${key} NOT NULL,
      attempt ${int} NOT NULL, amount_minor ${int} NOT NULL, currency ${text} NOT NULL, status ${text} NOT NULL,
      md5 ${key} UNIQUE, qr_string ${text}, verified ${flag} NOT NULL, qr_image_url ${text}, qr_stand_url ${text},
      bill_number ${text}, provider_ref ${text}, note ${text}, metadata ${json} NOT NULL, payee ${json},
      created_at ${int} NOT NULL, expires_at ${int} NOT NULL, paid_at ${int}, late ${flag} NOT NULL,
      recovered ${flag} NOT NULL, review_reason ${text}, receipt ${json},
      refunded_minor ${int} NOT NULL, cancelled ${flag} NOT NULL,
      replaced ${flag} NOT NULL, expiry_raised ${flag} NOT NULL, unresolved_raised ${flag} NOT NULL,
      UNIQUE (reference, account, attempt))${table({ busy: true })}`,
    `CREATE INDEX khqr_payments_created ON ${tables.payments} (created_at, id)`,
    `CREATE TABLE ${tables.polls} (
      payment_id ${key} NOT NULL PRIMARY KEY, account ${key} NOT NULL, provider ${key} NOT NULL, due_at ${int},
      lease_owner ${text}, lease_until ${int} NOT NULL, epoch ${int} NOT NULL, in_doubt ${flag} NOT NULL,
      unpaid_at ${int}, strikes ${int} NOT NULL, watched_until ${int} NOT NULL, rare_status ${key},
      paid_at ${int}, open_until ${int})${table({ busy: true })}`,
    // None of these names a column that a claim changes: PostgreSQL then rewrites the row and no index.
    `CREATE INDEX khqr_polls_due ON ${tables.polls} (account, provider, due_at) WHERE due_at IS NOT NULL`,
    `CREATE INDEX khqr_polls_rare ON ${tables.polls} (rare_status) WHERE rare_status IS NOT NULL`,
    `CREATE INDEX khqr_polls_paid ON ${tables.polls} (paid_at) WHERE paid_at IS NOT NULL`,
    `CREATE INDEX khqr_polls_open ON ${tables.polls} (open_until) WHERE open_until IS NOT NULL`,
    `CREATE TABLE ${tables.history} (
      seq ${identity}, payment_id ${key} NOT NULL, at ${int} NOT NULL, from_status ${text}, to_status ${text} NOT NULL,
      reason ${text} NOT NULL, details ${json})${table({})}`,
    `CREATE INDEX khqr_history_payment ON ${tables.history} (payment_id, seq)`,
  ];
}

function events({ tables, types, table }: Dialect): string[] {
  const { key, int, flag, json } = types;
  return [
    `CREATE TABLE ${tables.events} (
      id ${key} NOT NULL PRIMARY KEY, type ${key} NOT NULL, account ${key}, payment_id ${key}, reference ${key},
      occurred_at ${int} NOT NULL, deliver_at ${int} NOT NULL, alert ${json},
      is_open ${flag} NOT NULL, unrouted ${flag} NOT NULL)${table({})}`,
    `CREATE INDEX khqr_events_open ON ${tables.events} (occurred_at) WHERE is_open`,
    `CREATE TABLE ${tables.handlers} (
      id ${key} NOT NULL, type ${key} NOT NULL, account ${key} NOT NULL, last_seen_at ${int} NOT NULL,
      PRIMARY KEY (id, type, account))${table({ keyed: true })}`,
  ];
}

function deliveries({ tables, types, table }: Dialect): string[] {
  const { key, text, int, flag } = types;
  return [
    `CREATE TABLE ${tables.deliveries} (
      id ${key} NOT NULL PRIMARY KEY, event_id ${key} NOT NULL, handler_id ${key} NOT NULL, attempt ${int} NOT NULL DEFAULT 0,
      created_at ${int} NOT NULL, due_at ${int} NOT NULL, lease_owner ${text}, lease_until ${int} NOT NULL DEFAULT 0,
      epoch ${int} NOT NULL DEFAULT 0, started ${flag} NOT NULL DEFAULT FALSE, error ${text}, outcome ${key},
      finished_at ${int})${table({ busy: true })}`,
    `CREATE INDEX khqr_deliveries_due ON ${tables.deliveries} (handler_id, due_at) WHERE outcome IS NULL`,
    `CREATE INDEX khqr_deliveries_dead ON ${tables.deliveries} (created_at) WHERE outcome = 'dead'`,
    `CREATE INDEX khqr_deliveries_created ON ${tables.deliveries} (created_at)`,
    // Written by the shop's own transactions: a second row for one delivery fails, and the handler's writes with it.
    `CREATE TABLE ${tables.acknowledgements} (delivery_id ${key} NOT NULL PRIMARY KEY)${table({ keyed: true })}`,
  ];
}

function lanes({ tables, types, table }: Dialect): string[] {
  return [
    `CREATE TABLE ${tables.lanes} (
      lane ${types.key} NOT NULL PRIMARY KEY, state ${types.json} NOT NULL)${table({ keyed: true })}`,
  ];
}
