import { KhqrConfigurationError } from './errors/khqr-configuration.error.js';

/** Everything wrong with a configuration, so that it can be said at once. */
export class Problems {
  private readonly problems: string[] = [];
  private readonly solutions: string[] = [];

  add(problem: string, solutions: readonly string[] = []): void {
    this.problems.push(problem);
    this.solutions.push(...solutions.filter((line) => !this.solutions.includes(line)));
  }

  check(good: boolean, problem: string): void {
    if (!good) this.add(problem);
  }

  /** A key that nobody knows is most often a misspelt one, and what it was to say would be lost. */
  unknownKeys(path: string, keys: readonly string[], known: readonly string[]): void {
    for (const key of keys.filter((candidate) => !known.includes(candidate))) {
      const list = known.length > 0 ? ` It has: ${known.join(', ')}.` : '';
      this.add(`${path}${key} is not an option.${list}`);
    }
  }

  get none(): boolean {
    return this.problems.length === 0;
  }

  /** One error that names all of them. */
  toError(): KhqrConfigurationError {
    return new KhqrConfigurationError(this.problems, this.solutions);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says what kind of value was found and never the value itself where it may be a secret. */
export function describeValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value == null)
    return String(value);
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
