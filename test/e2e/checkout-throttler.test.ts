import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { DRIVERS, type Driver } from '../support/checkout.js';
import type { ThrottledAnswers } from '../support/throttled.shop.js';

const LOADER = './test/simulation/runner/typescript.mjs';

/**
 * In a process of its own with Nest 12: the throttler is CommonJS and requires Nest, which is ES modules by then. Node.js does that,
 * Jest does not.
 */
async function ask(driver: Driver): Promise<ThrottledAnswers> {
  if (process.env.KHQR_NEST === '11') {
    const { askThrottledShop } = await import('../support/throttled.shop.js');
    return askThrottledShop(driver);
  }
  const program = ['--import', LOADER, 'test/support/throttled.main.ts', driver];
  const { stdout } = await promisify(execFile)(process.execPath, program);
  return JSON.parse(stdout) as ThrottledAnswers;
}

describe.each(DRIVERS)('the checkout, on %s', (driver) => {
  it('is throttled by @nestjs/throttler as any controller is: state, page, pictures and streams', async () => {
    const { statuses, retryAfter, calls } = await ask(driver);
    const four = [200, 200, 200, 429];
    expect(statuses).toEqual({ self: four, page: four, qrSvg: four, events: four });
    expect(retryAfter).toBeGreaterThan(0);
    // The create.
    expect(calls).toBe(1);
  });
});
