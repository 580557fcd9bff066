export { PostgresPaymentStore } from './postgres-payment.store.js';
export type { PostgresPaymentStoreOptions } from './postgres-store.base.js';
export type { PostgresConnectionOptions } from './postgres.opener.js';
export type { PostgresStoreSettings } from './postgres.session.js';
export type {
  PostgresClient,
  PostgresPool,
  PostgresPoolClient,
  PostgresResult,
} from './postgres.driver.js';
