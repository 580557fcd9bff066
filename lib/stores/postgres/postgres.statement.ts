import { createHash } from 'node:crypto';

/** What `pg` is handed. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
  readonly values?: unknown[];
  readonly types: typeof TYPES;
  readonly query_timeout: number;
}

/** Longer than the server's own limit, so that the server has the first word. Milliseconds. */
export const STATEMENT_LIMIT_MS = 10_000;
const ANSWER_MARGIN_MS = 2000;

const BOOLEAN = 16;
const NUMBERS = [20, 21, 23];

/** The same values whatever parsers the application has set: numbers for integers, truth values, text for the rest. */
const TYPES = {
  getTypeParser(type: number): (text: string) => unknown {
    if (type === BOOLEAN) return (text) => text === 't';
    return NUMBERS.includes(type) ? Number : (text) => text;
  },
};

/** Makes statements, prepared under a name where that works, so that the server plans each one once a connection. */
export class StatementMaker {
  readonly #names = new Map<string, string>();
  #prepared = true;

  /** From now on nothing is prepared: a pooler is in between. */
  giveUpNames(): void {
    this.#prepared = false;
  }

  /** One statement with parameters. */
  make(text: string, values: readonly unknown[] = []): Statement {
    const plain = { text, values: values.map(toPostgres), types: TYPES };
    const statement = { ...plain, query_timeout: STATEMENT_LIMIT_MS + ANSWER_MARGIN_MS };
    return this.#prepared ? { ...statement, name: this.#nameOf(text) } : statement;
  }

  /** Several statements in one message, without parameters. */
  script(text: string, limitMs: number): Statement {
    return { text, types: TYPES, query_timeout: limitMs + ANSWER_MARGIN_MS };
  }

  /** Made of the text, so that one name never means two statements, even behind a pooler and between releases. */
  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `khqr_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
      this.#names.set(text, name);
    }
    return name;
  }
}

function toPostgres(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}
