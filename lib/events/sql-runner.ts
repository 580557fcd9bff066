/**
 * Whatever can run one statement inside the handler's own transaction: a function of SQL, or an object with `query` (pg, TypeORM),
 * `execute` (Drizzle) or `$executeRawUnsafe` (Prisma).
 */
export type SqlRunner =
  | ((sql: string) => unknown)
  | { query(sql: string): unknown }
  | { execute(sql: string): unknown }
  | { $executeRawUnsafe(sql: string): unknown };

export async function runSql(runner: SqlRunner, sql: string): Promise<void> {
  if (typeof runner === 'function') await runner(sql);
  else if ('$executeRawUnsafe' in runner) await runner.$executeRawUnsafe(sql);
  // Drizzle has a `query` too: an object of its tables, once it has been given a schema.
  else if ('query' in runner && typeof runner.query === 'function') await runner.query(sql);
  else await (runner as { execute(sql: string): unknown }).execute(sql);
}
