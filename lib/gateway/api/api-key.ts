import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of an API key, in hex: what a database keeps of it. The keys have random bits enough that no salt is needed. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** Hashes have one length, so that comparing them tells nothing of the key's. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
