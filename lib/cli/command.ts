import { parseArgs, type ParseArgsConfig } from 'node:util';
import { KhqrRequestError } from '../errors/khqr-request.error.js';

/** Where a command writes; whole lines. */
export interface CliOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves when the user wants a program that runs on to end (Ctrl-C). @default never */
  readonly untilStopped?: () => Promise<void>;
}

export interface Command {
  readonly name: string;
  /** What follows the program's name: `decode <text>`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further lines of the command's own help. */
  readonly details: readonly string[];
  /** Answers the exit code. @throws KhqrError for what the user can correct */
  run(args: readonly string[], output: CliOutput): Promise<number>;
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Takes a command's arguments apart. @throws KhqrRequestError naming an option that there is not, one without its value, or one that is given twice */
export function parse(
  args: readonly string[],
  options: Record<string, { readonly type: 'string' | 'boolean' }>,
): Parsed {
  const config = {
    args: [...args],
    options,
    allowPositionals: true,
    tokens: true,
  } satisfies ParseArgsConfig;
  try {
    const { tokens, ...parsed } = parseArgs(config);
    const names = tokens.flatMap((token) => (token.kind === 'option' ? token.name : []));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw usageError(`Option '--${twice}' is given twice`);
    return parsed;
  } catch (error) {
    if (!isParseError(error)) throw error;
    // Node's second sentence is about arguments that begin with a dash; there are none.
    throw usageError(error.message.split(/\.\s/)[0] ?? '');
  }
}

function isParseError(error: unknown): error is { readonly message: string } {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return String(error.code).startsWith('ERR_PARSE_ARGS_') && 'message' in error;
}

export function usageError(message: string): KhqrRequestError {
  return new KhqrRequestError(`${message.replace(/\.$/, '')}.`, { field: 'arguments' });
}
