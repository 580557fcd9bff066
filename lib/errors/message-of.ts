/** The message of whatever was thrown, also by another realm, whose errors are not `instanceof` ours. */
export function messageOf(error: unknown): string {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error)
      return String(error.message);
    return String(error);
  } catch {
    // An object without a prototype, for example: not even its text can be had.
    return 'Something was thrown that cannot be shown.';
  }
}
