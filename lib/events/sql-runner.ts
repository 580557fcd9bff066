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
  else if ('query' in runner) await runner.query(sql);
  else await runner.execute(sql);
}
