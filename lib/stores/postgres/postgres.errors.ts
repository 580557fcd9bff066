import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

/** The SQLSTATE, or the code of a socket's error. */
function codeOf(error: unknown): string {
  // Not by `instanceof`: the error may come from another realm, as under Jest.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** A key that must be unique is taken. */
export function isTaken(error: unknown): boolean {
  return codeOf(error) === '23505';
}

/** The server undid it for the sake of others: the same again may succeed. */
export function isUndone(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

/** A prepared statement is gone, since a pooler changed the server's process, or does not fit a changed table. */
export function isUnprepared(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === '26000' || code === '42P05' || (code === '0A000' && /cached plan/.test(String(error)))
  );
}

/** The server has answered and the connection is as good as before. */
export function isHealthy(error: unknown): boolean {
  return (
    /^[0-9A-Z]{5}$/.test(codeOf(error)) && (error as { severity?: unknown }).severity === 'ERROR'
  );
}

/** Why the store cannot be opened, and what to change. Nothing of the connection string but host and database is shown. */
export function openFailure(where: string, error: unknown): unknown {
  const [problem, solution] = explain(where, error) ?? [];
  if (problem === undefined || solution === undefined) return error;
  return new KhqrConfigurationError(problem, [solution], { cause: error });
}

function explain(where: string, error: unknown): readonly [string, string] | undefined {
  const code = codeOf(error);
  switch (code) {
    case '28P01':
    case '28000':
      return [
        `${where} refuses the user or the password.`,
        'Check user and password of the connection.',
      ];
    case '3D000':
      return [
        `${where} has no such database.`,
        'Create it, or change the database of the connection.',
      ];
    case '42501':
      return [
        `${where}: the user may not create or use the tables.`,
        "Grant CREATE on the schema; or run what `npx nestjs-khqr migrate --print` prints as another user, grant the tables, and set `migrate: 'check'`.",
      ];
    case '3F000':
    case '42P01':
      return [
        `${where} has no tables of ours in this schema.`,
        "Set `migrate: 'auto'`, or run the SQL that `npx nestjs-khqr migrate --print` prints.",
      ];
    case '53100':
      return [`${where}: the disk is full.`, 'Make room on its disk.'];
    case '53300':
      return [
        `${where} has no connection left.`,
        'Raise max_connections, use a pooler, or hand the store a smaller `pool`.',
      ];
    default:
      return /^[0-9A-Z]{5}$/.test(code) || !isUnreachable(error, code)
        ? undefined
        : [
            `${where} does not answer (${code || 'no connection in time'}).`,
            'Start it, or check host, port and network of the connection.',
          ];
  }
}

function isUnreachable(error: unknown, code: string): boolean {
  const message = String(error);
  return (
    /^(E[A-Z]+|CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS)/.test(code) ||
    /timeout|terminated|gave no connection|does not support SSL/i.test(message)
  );
}
