export { SqlitePaymentStore } from './sqlite-payment.store.js';
export type { SqlitePaymentStoreOptions } from './sqlite-store.base.js';
