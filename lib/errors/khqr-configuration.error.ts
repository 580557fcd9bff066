import { KhqrError } from './khqr.error.js';

/** The application is put together in a way that cannot work. The message ends with what to change. */
export class KhqrConfigurationError extends KhqrError {
  override readonly name = 'KhqrConfigurationError' as const;
  readonly code = 'KHQR_CONFIGURATION' as const;
  readonly retryable = false;
  /** Every problem found, one sentence each. */
  readonly problems: readonly string[];

  constructor(
    problems: string | readonly string[],
    solutions: readonly string[] = [],
    options: { readonly cause?: unknown; readonly account?: string } = {},
  ) {
    const list = typeof problems === 'string' ? [problems] : problems;
    super(describe(list, solutions), options);
    this.problems = list;
  }
}

function describe(problems: readonly string[], solutions: readonly string[]): string {
  const [first = 'The configuration cannot be used.'] = problems;
  const head =
    problems.length > 1
      ? `The KHQR configuration has ${String(problems.length)} problems:\n${bullets(problems)}`
      : first;
  return solutions.length > 0 ? `${head}\n\nPotential solutions:\n${bullets(solutions)}\n` : head;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
