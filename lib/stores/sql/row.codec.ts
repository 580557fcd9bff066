/** `flag`: a truth value. `json`: plain JSON, or null. `int`: an integer up to 2^53, times too. `key`: text that is compared byte by byte. */
export type ColumnKind = 'key' | 'text' | 'int' | 'flag' | 'json';

/** One row as it comes from, or goes to, a database. */
export type Row = Readonly<Record<string, unknown>>;

export type ColumnsOf<T> = Readonly<Record<keyof T & string, ColumnKind>>;

interface Column {
  readonly field: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

/** Turns flat records into rows and back; a field `dueAt` is the column `due_at`. */
export class RowCodec<T extends object> {
  readonly #columns: readonly Column[];

  constructor(kinds: ColumnsOf<T>) {
    this.#columns = Object.entries<ColumnKind>(kinds).map(([field, kind]) => ({
      field,
      name: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      kind,
    }));
  }

  get names(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  /** Column name → kind. */
  get kinds(): Readonly<Record<string, ColumnKind>> {
    return Object.fromEntries(this.#columns.map(({ name, kind }) => [name, kind]));
  }

  /** The list for SELECT, each column as `<prefix><name>`. */
  select(alias: string, prefix = ''): string {
    return this.names.map((name) => `${alias}.${name} AS ${prefix}${name}`).join(', ');
  }

  /** `derived`: fields that the record lacks, or has otherwise; apart, since spreading both into one object takes longer than encoding. */
  encode<K extends keyof T = never>(record: Omit<T, K>, derived?: Pick<T, K>): Row {
    const row: Record<string, unknown> = {};
    for (const { field, name } of this.#columns) {
      row[name] = ((derived && field in derived ? derived : record) as Row)[field];
    }
    return row;
  }

  decode(row: Row, prefix = ''): T {
    const record: Record<string, unknown> = {};
    for (const { field, name, kind } of this.#columns) {
      record[field] = decodeValue(row[prefix + name], kind);
    }
    return record as T;
  }
}

function decodeValue(value: unknown, kind: ColumnKind): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'flag') return Boolean(value);
  if (kind === 'json') return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
  return value;
}
