import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import type { CheckAnswer, CreateAnswer } from '../../providers/khqr-provider.port.js';
import type { ProviderFailure } from '../../providers/provider-failure.js';
import { question, type ProviderCheck, type ProviderFault } from './provider-world.js';

/** What each fault must be told as: what happens next depends on nothing else. */
const TOLD_AS: Readonly<Record<ProviderFault, { kind: ProviderFailure['kind']; reason?: string }>> =
  {
    lost: { kind: 'in-doubt' },
    garbled: { kind: 'in-doubt' },
    'server-error': { kind: 'in-doubt' },
    'refused-credential': { kind: 'lane', reason: 'stopped' },
    'rate-limited': { kind: 'lane', reason: 'rate-limited' },
    'refused-payment': { kind: 'payment' },
  };

export function faultChecks(
  faults: readonly ProviderFault[],
  secrets: readonly string[],
): readonly ProviderCheck[] {
  return [
    ...faults.flatMap((fault) => [createUnder(fault), checkUnder(fault), paidUnder(fault)]),
    ...(secrets.length > 0 ? [secretsUnder(faults, secrets)] : []),
  ];
}

function createUnder(fault: ProviderFault): ProviderCheck {
  return {
    name: `create, ${fault}: fails as it should, does not throw, and the next one works`,
    async check(world) {
      await world.strike(fault);
      // A code that is made here asks nobody, so nothing can befall it.
      if (world.provider.capabilities.createIsCall) {
        expectFailure(await world.provider.createPayment(world.request()), fault);
      }
      await world.make();
    },
  };
}

function checkUnder(fault: ProviderFault): ProviderCheck {
  return {
    name: `check, ${fault}: unknown as it should be, never unpaid, and the next one works`,
    async check(world) {
      const { asked } = await world.make();
      await world.strike(fault);
      expectFailure(await world.check(asked), fault);
      equal((await world.check(asked)).outcome, 'pending');
    },
  };
}

function paidUnder(fault: ProviderFault): ProviderCheck {
  return {
    name: `check of paid money, ${fault}: unknown, then paid, or claimed where it is told once`,
    async check(world) {
      const { code, asked } = await world.make();
      await world.harness.pay(code);
      await world.strike(fault);
      expectFailure(await world.check(asked), fault);
      const { outcome } = await world.check(asked);
      ok(outcome === 'paid' || outcome === 'claimed', `answered ${outcome}`);
    },
  };
}

function secretsUnder(faults: readonly ProviderFault[], secrets: readonly string[]): ProviderCheck {
  return {
    name: 'secrets: in no answer, good or bad',
    async check(world) {
      const said: unknown[] = [];
      for (const fault of [undefined, ...faults]) {
        const request = world.request();
        const code = await world.provider.createPayment(request);
        said.push(code);
        if (code.outcome === 'failed') continue;
        if (fault) await world.strike(fault);
        said.push(await world.check(question(request, code)));
      }
      equal(said.length, 2 * (faults.length + 1));
      const text = JSON.stringify(said);
      for (const secret of secrets) ok(!text.includes(secret), 'a secret stands in an answer');
    },
  };
}

function expectFailure(answer: CreateAnswer | CheckAnswer, fault: ProviderFault): void {
  if (!('failure' in answer)) fail(`${fault} was answered ${answer.outcome}`);
  const { failure } = answer;
  const told = failure.kind === 'lane' ? { reason: failure.reason } : {};
  deepEqual({ kind: failure.kind, ...told }, TOLD_AS[fault]);
  ok(failure.message.length > 0, 'a failure says something');
}
