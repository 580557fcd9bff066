import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../../../lib/providers/account-registry.js';
import type { CheckAnswer } from '../../../lib/providers/khqr-provider.port.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { CheckCaller } from '../../../lib/tracker/check.caller.js';
import { toRequest } from '../../../lib/tracker/payment.checker.js';
import { ScriptedProvider } from '../../support/scripted.provider.js';
import { paymentRecord } from '../../support/records.js';

const REQUESTS = [toRequest({ record: paymentRecord() })];

describe('an answer of a provider', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);

  beforeEach(() => {
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });

  async function ask(
    answer: () => CheckAnswer | Promise<CheckAnswer>,
    clock = new KhqrTestClock(),
  ) {
    const late: (readonly CheckAnswer[])[] = [];
    const account = { provider: new ScriptedProvider(answer) } as unknown as Account;
    const told = new CheckCaller(clock).ask(account, REQUESTS, (answers) => late.push(answers));
    return { told, late };
  }

  it('that cannot be read is in doubt, and ends no process', async () => {
    const unreadable = Object.defineProperty({}, 'outcome', {
      get() {
        throw new Error('no such thing');
      },
    });
    const { told, late } = await ask(() => unreadable as CheckAnswer);
    expect(await told).toMatchObject({
      answers: [{ outcome: 'unknown', failure: { kind: 'in-doubt' } }],
      underWay: false,
    });
    await turn();
    expect(late).toEqual([]);
  });

  it('that comes after it was given up is told late, once; one that fails then is not', async () => {
    for (const fails of [false, true]) {
      const clock = new KhqrTestClock();
      const { told, late } = await ask(
        () =>
          new Promise((resolve, reject) => {
            clock.setTimeout(() => {
              if (fails) reject(new Error('reset'));
              else resolve({ outcome: 'paid', evidence: {} });
            }, 20_000);
          }),
        clock,
      );
      await clock.advance(12_000);
      expect(await told).toMatchObject({ answers: [{ outcome: 'unknown' }], underWay: true });
      await clock.advance(8000);
      expect(late).toEqual(fails ? [] : [[{ outcome: 'paid', evidence: {} }]]);
    }
  });
});
