import type { SandboxCode, SandboxOrder } from '../../../../lib/providers/sandbox/sandbox-code.js';
import type { SandboxBankOptions } from '../../../../lib/providers/sandbox/sandbox-options.js';
import { SandboxBank } from '../../../../lib/providers/sandbox/sandbox.bank.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../../../lib/clock/seeded.random.js';

export const ORDER: SandboxOrder = { amountMinor: 500, currency: 'USD', reference: 'order-1' };
export const UNKNOWN_MD5 = '0'.repeat(32);

export function newBank(options: Partial<SandboxBankOptions> & { readonly seed?: number } = {}) {
  const clock = new KhqrTestClock();
  const { seed = 1, ...rest } = options;
  return { clock, bank: new SandboxBank({ clock, random: new SeededRandom(seed), ...rest }) };
}

/** What a check of this code tells, or the kind of its failure. */
export async function ask(bank: SandboxBank, { md5 }: Pick<SandboxCode, 'md5'>): Promise<string> {
  const reply = await bank.check(md5);
  return reply.outcome === 'answered' ? reply.value.status : reply.failure.kind;
}
