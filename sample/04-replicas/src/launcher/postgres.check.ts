import pg from 'pg';
import { SettingsError } from '../settings.js';

/** Said once and before anything is started, instead of three times in three stack traces. */
export async function checkPostgres(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
  } catch (error) {
    throw new SettingsError(explain(connectionString, error));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names the server, not the password. */
function explain(connectionString: string, error: unknown): string {
  const { hostname, port, pathname } = new URL(connectionString);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const reason = code ?? (error instanceof Error ? error.message : 'unknown error');
  return `PostgreSQL cannot be reached: ${hostname}:${port || '5432'}${pathname} (${reason}).

Potential solutions:
- Start one: docker run --rm -e POSTGRES_HOST_AUTH_METHOD=trust -p 127.0.0.1:5432:5432 postgres:17
- Say where one is: DATABASE_URL=postgres://user:password@host:5432/name
`;
}
