import { describe, expect, it } from '@jest/globals';
import { SystemRandom } from '../../../lib/clock/system.random.js';

describe('SystemRandom', () => {
  it('gives each id once, of 128 bits in URL-safe characters, past the end of its pool', () => {
    const random = new SystemRandom();
    const ids = Array.from({ length: 2000 }, () => random.id());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
    // Every one of the bytes is random: none is the same in all ids.
    const bytes = ids.map((id) => Buffer.from(id, 'base64url'));
    for (let at = 0; at < 16; at += 1) {
      expect(new Set(bytes.map((id) => id[at])).size).toBeGreaterThan(200);
    }
    const other = new SystemRandom();
    expect(ids).not.toContain(other.id());
  });
});
