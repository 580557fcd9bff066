import { deepEqual, equal, fail, match, notEqual, ok } from 'node:assert/strict';
import { decodeKhqr } from '../../emv/index.js';
import type { CheckAnswer } from '../../providers/khqr-provider.port.js';
import type { ProviderCheck } from './provider-world.js';

const AT_ONCE = 20;

export const paymentChecks: readonly ProviderCheck[] = [
  {
    name: 'create: a code with an md5, and an end where the provider sets it',
    async check(world) {
      const { code } = await world.make();
      match(code.md5, /^[0-9a-f]{32}$/);
      if (world.provider.capabilities.expiry === 'provider') {
        ok(Number.isSafeInteger(code.expiresAt), 'expiresAt is in milliseconds since 1970');
      }
    },
  },
  {
    name: 'create: in every currency that the capabilities name, for the asked amount',
    async check(world) {
      for (const currency of world.provider.capabilities.currencies) {
        const { code, asked } = await world.make(currency);
        if (code.qrString === undefined) {
          equal(code.verified, false, 'only a QR text can be verified');
          continue;
        }
        const data = decodeKhqr(code.qrString);
        deepEqual([data.currency, data.amountMinor], [currency, asked.amountMinor]);
      }
    },
  },
  {
    name: 'create: equal requests get codes of their own',
    async check(world) {
      const [first, second] = [await world.make(), await world.make()];
      notEqual(first.code.md5, second.code.md5);
    },
  },
  {
    name: 'check: unpaid is pending',
    async check(world) {
      const { asked } = await world.make();
      equal((await world.check(asked)).outcome, 'pending');
    },
  },
  {
    name: 'check: paid is paid, and what is told of the money is the money asked for',
    async check(world) {
      for (const currency of world.provider.capabilities.currencies) {
        const { code, asked } = await world.make(currency);
        await world.harness.pay(code);
        const { evidence } = paid(await world.check(asked));
        equal(evidence.amountMinor ?? asked.amountMinor, asked.amountMinor);
        notEqual(evidence.amountMinor, null);
        equal(evidence.currency ?? currency, currency);
        equal(evidence.toAccount ?? evidence.expectedAccount, evidence.expectedAccount);
      }
    },
  },
  {
    name: "check: one code's money is not another's",
    async check(world) {
      const [first, second] = [await world.make(), await world.make()];
      await world.harness.pay(second.code);
      equal((await world.check(first.asked)).outcome, 'pending');
      equal((await world.check(second.asked)).outcome, 'paid');
    },
  },
  {
    name: 'check: many at once, each with its own answer',
    async check(world) {
      const made = [];
      for (let index = 0; index < AT_ONCE; index += 1) made.push(await world.make());
      for (const [index, { code }] of made.entries())
        if (index % 3 === 0) await world.harness.pay(code);
      const answers = await Promise.all(made.map(({ asked }) => world.check(asked)));
      deepEqual(
        answers.map(({ outcome }) => outcome),
        made.map((_, index) => (index % 3 === 0 ? 'paid' : 'pending')),
      );
    },
  },
  {
    name: 'check: a code that the provider has never made is neither paid nor expired',
    async check(world) {
      const { asked } = await world.make();
      const stranger = { ...asked, md5: '0'.repeat(32), providerRef: null };
      const { outcome } = await world.check(stranger);
      ok(outcome === 'pending' || outcome === 'unknown', `answered ${outcome}`);
    },
  },
  {
    name: 'check: as many answers as questions, in their order, where several can be asked at once',
    async check(world) {
      const { provider } = world;
      const made = [];
      for (let index = 0; index < provider.capabilities.batchSize; index += 1) {
        made.push(await world.make());
      }
      const last = made.at(-1) ?? fail('batchSize is below 1');
      await world.harness.pay(last.code);
      const questions = made.map(({ asked }) => asked);
      const answers = (await provider.checkPayments?.(questions)) ?? [
        await world.check(last.asked),
      ];
      deepEqual(
        answers.map(({ outcome }) => outcome),
        made.map((one) => (one === last ? 'paid' : 'pending')),
      );
    },
  },
];

export const expiryChecks: readonly ProviderCheck[] = [
  {
    name: 'check: a code that the provider has ended is expired, and is not paid',
    async check(world) {
      const { code, asked } = await world.make();
      await (world.harness.expire ?? fail('The harness has no expire().'))(code);
      equal((await world.check(asked)).outcome, 'expired');
    },
  },
];

function paid(answer: CheckAnswer): Extract<CheckAnswer, { outcome: 'paid' }> {
  if (answer.outcome === 'paid') return answer;
  const why = answer.outcome === 'unknown' ? `: ${answer.failure.message}` : '';
  return fail(`Paid money was answered ${answer.outcome}${why}`);
}
