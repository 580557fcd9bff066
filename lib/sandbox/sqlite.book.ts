import type { SandboxBook, SandboxCode } from '../providers/sandbox/sandbox-code.js';
import type { SqliteConnection } from '../stores/sqlite/sqlite.connection.js';
import { openFailure } from '../stores/sqlite/sqlite.errors.js';
import { openSqlite } from '../stores/sqlite/sqlite.opener.js';

const TABLE = `CREATE TABLE IF NOT EXISTS khqr_sandbox_codes (
  md5 TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  code TEXT NOT NULL
)`;

const READ = 'SELECT code FROM khqr_sandbox_codes ORDER BY created_at, rowid';
const WRITE = `INSERT INTO khqr_sandbox_codes (md5, created_at, code) VALUES ($1, $2, $3)
  ON CONFLICT (md5) DO UPDATE SET code = excluded.code
  WHERE khqr_sandbox_codes.code ->> '$.transfer' IS NULL OR excluded.code ->> '$.transfer' IS NOT NULL`;

const FORGET = 'DELETE FROM khqr_sandbox_codes WHERE md5 IN (SELECT value FROM json_each($1))';

/** The bank's codes and transfers in a file. What was answered has reached the disk; money that is in it stays, whoever else writes. */
export class SqliteBook implements SandboxBook {
  private constructor(private readonly connection: SqliteConnection) {}

  /** @throws KhqrConfigurationError where the file cannot be used, or `libsql` is not installed */
  static async open(path: string): Promise<SqliteBook> {
    const connection = await openSqlite(path);
    try {
      connection.exec(TABLE);
      connection.all(`${READ} LIMIT 1`);
    } catch (error) {
      connection.close();
      throw openFailure(path, error);
    }
    return new SqliteBook(connection);
  }

  load(): readonly SandboxCode[] {
    return this.connection.all(READ).map(({ code }) => JSON.parse(String(code)) as SandboxCode);
  }

  write(code: SandboxCode): void {
    this.connection.run(WRITE, [code.md5, code.createdAt, JSON.stringify(code)]);
  }

  forget(md5s: readonly string[]): void {
    this.connection.run(FORGET, [md5s]);
  }

  close(): void {
    this.connection.close();
  }
}
