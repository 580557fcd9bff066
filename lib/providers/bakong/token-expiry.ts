import { isRecord } from '../http/wire-record.js';

/**
 * When a token ends by its own word, milliseconds since 1970; undefined where it is not a JWT or does not say. Its signature
 * is not looked at: the bank does that, this is only for acting before the end.
 */
export function tokenExpiry(token: string): number | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const seconds = isRecord(claims) ? claims['exp'] : undefined;
    return typeof seconds === 'number' && seconds > 0 && seconds < 1e11
      ? Math.floor(seconds * 1000)
      : undefined;
  } catch {
    return undefined;
  }
}
