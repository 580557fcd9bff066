import { createHash } from 'node:crypto';

/**
 * What a provider's limits belong to: equal name, base URL and owner (a credential, or what stands for it) share rate,
 * breaker and quota. The hash is stored and logged, the credential never is.
 */
export function laneOf(name: string, baseUrl: string, owner: string): string {
  return createHash('sha256')
    .update(JSON.stringify([name, baseUrl, owner]))
    .digest('hex')
    .slice(0, 32);
}
