import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';

// Guards the switch itself: without it, a green run "on Nest 11" could be a second run on Nest 12.
it('runs on the Nest that KHQR_NEST asks for', () => {
  const core = createRequire(`${process.cwd()}/test/e2e/`).resolve('@nestjs/core');
  expect(core.includes('compat/nest11')).toBe(process.env.KHQR_NEST === '11');
});
