import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import pg from 'pg';

/** `KHQR_TEST_POSTGRES`, or a server on this machine that trusts its neighbours. */
export const POSTGRES_URL =
  process.env.KHQR_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

const KNOCK = `
  const { hostname, port } = new URL(process.argv[1]);
  require('node:net').connect(Number(port || 5432), hostname)
    .setTimeout(3000, () => process.exit(1))
    .on('error', () => process.exit(1))
    .on('connect', () => process.exit(0));
`;

/** Jest wants to know what there is to run before anything may wait. */
function answers(): boolean {
  return spawnSync(process.execPath, ['-e', KNOCK, POSTGRES_URL]).status === 0;
}

/** `describe` where a server answers; where none does the suite is skipped and says so, or fails with KHQR_REQUIRE_POSTGRES=1. */
export function describePostgres(name: string, suite: () => void): void {
  if (process.env.KHQR_REQUIRE_POSTGRES === '1' || answers()) {
    describe(name, suite);
    return;
  }
  process.stdout.write(`Skipped for want of a PostgreSQL server (KHQR_TEST_POSTGRES): ${name}\n`);
  describe.skip(name, suite);
}

/** A schema that nobody else uses. */
export function randomSchema(): string {
  return `khqr_test_${randomBytes(6).toString('hex')}`;
}

/** Runs SQL as the tests' own user, outside the store. */
export async function sql(
  text: string,
  values: unknown[] = [],
  connectionString = POSTGRES_URL,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, values);
    return rows;
  } finally {
    await client.end();
  }
}

export async function dropSchema(schema: string): Promise<void> {
  await sql(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
}
