export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key that nobody knows is most often a misspelt one: a sentence for each. */
export function unknownKeys(path: string, value: object, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${path}${key} is not an option. It has: ${known.join(', ')}.`);
}
