import type { ColumnKind } from './row.codec.js';
import type { Tables } from './tables.js';

/**
 * Where the two databases write SQL differently. Statements are written once with `$1`, `$2` … and these words in the gaps;
 * those that differ as a whole stand in files of the same name in `sqlite/` and `postgres/`.
 */
export interface Dialect {
  readonly tables: Tables;
  /** Begins a transaction that is going to write. */
  readonly begin: string;
  /** How a column of this kind is declared. */
  readonly types: Readonly<Record<ColumnKind, string>>;
  /** The declaration of a number that the database gives, always growing. */
  readonly identity: string;
  /** Makes the schema, where there are schemas. */
  readonly schema: readonly string[];
  /** What follows the columns of a table. `keyed`: few rows, or rows that never change, found by their key alone. `busy`: they change often. */
  readonly table: (kind: { readonly keyed?: boolean; readonly busy?: boolean }) => string;
  /** An expression of the present in milliseconds. SQLite has no clock of ours, so there it is parameter number `index`, given last. */
  now(index: number): string;
  /** A column of the changed table in RETURNING: SQLite knows no alias there. */
  returning(alias: string, column: string): string;
  /** A text, given as the hexadecimal digits of its UTF-8 bytes. */
  textOfBytes(hex: string): string;
  /** A table expression `r` over a parameter that is a JSON array of objects. */
  records(parameter: string, columns: Readonly<Record<string, ColumnKind>>): string;
  /** A table expression `r(value)` over a parameter that is a JSON array of texts. */
  texts(parameter: string): string;
}
