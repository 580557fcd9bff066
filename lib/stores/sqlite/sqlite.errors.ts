import { dirname } from 'node:path';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

/** The code of an error of Node or of SQLite: `ENOENT`, `SQLITE_BUSY`. */
function codeOf(error: unknown): string {
  // Not by `instanceof`: the error may come from another realm, as under Jest.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** SQLite itself has answered. */
export function isFromSqlite(error: unknown): boolean {
  return /^(UNKNOWN_)?SQLITE_/.test(codeOf(error));
}

/** Another connection is writing. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** A key that must be unique is taken. */
export function isTaken(error: unknown): boolean {
  return /^SQLITE_CONSTRAINT(_UNIQUE|_PRIMARYKEY)?$/.test(codeOf(error));
}

/** Why a file cannot be opened, and what to change. */
export function openFailure(path: string, error: unknown): unknown {
  const [problem, solution] = explain(path, codeOf(error)) ?? [];
  if (problem === undefined || solution === undefined) return error;
  return new KhqrConfigurationError(problem, [solution], { cause: error });
}

function explain(path: string, code: string): readonly [string, string] | undefined {
  const file = `The payment file ${path}`;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        `${file} cannot be made: its directory does not exist.`,
        `Make the directory ${dirname(path)}, on a disk that is kept, or change \`path\`.`,
      ];
    case 'EISDIR':
      return [`${file} is a directory.`, 'Give the path of a file inside it as `path`.'];
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_CANTOPEN':
      return [
        `${file} cannot be written.`,
        `Let this process write to it and to its directory ${dirname(path)}, or change \`path\`.`,
      ];
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
      return [
        `${file} cannot grow: the disk is full.`,
        'Make room on its disk, or change `path` to another one.',
      ];
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return [
        `${file} is not an SQLite database, or is damaged.`,
        'Give another `path`, or put the file back from a backup.',
      ];
    case 'SQLITE_BUSY':
      return [
        `${file} is locked by another process.`,
        'End what holds it open in a transaction, such as a shell or a backup.',
      ];
    default:
      return undefined;
  }
}
