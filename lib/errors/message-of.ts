/** The message of whatever was thrown, also by another realm, whose errors are not `instanceof` ours. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error)
    return String(error.message);
  return String(error);
}
