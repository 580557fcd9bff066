import { randomBytes } from 'node:crypto';
import type { KhqrRandom } from './khqr-random.js';

export class SystemRandom implements KhqrRandom {
  number(): number {
    return Math.random();
  }

  id(): string {
    return randomBytes(16).toString('base64url');
  }
}
