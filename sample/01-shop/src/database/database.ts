import type { PaymentStore } from 'nestjs-khqr';

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** Runs statements with parameters `$1`, `$2` …; `acknowledge(tx)` takes it as it is. */
export interface Sql {
  query(text: string, values?: readonly Value[]): Promise<readonly Row[]>;
}

/** The shop's database, which the payments live in too: what is committed there is committed together. */
export abstract class Database implements Sql {
  abstract query(text: string, values?: readonly Value[]): Promise<readonly Row[]>;

  /** All of it or nothing. */
  abstract transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;

  /** Where nestjs-khqr keeps its payments: beside the shop's own tables. */
  abstract paymentStore(): PaymentStore;

  abstract close(): Promise<void>;
}
