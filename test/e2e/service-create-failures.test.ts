import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrAuthenticationError,
  KhqrOperations,
  KhqrProviderError,
  KhqrRateLimitError,
  KhqrRequestError,
  OnKhqrAlert,
  KhqrAlertEvent,
  type CreateAnswer,
  type CreateRequest,
} from 'nestjs-khqr';
import { staleRule } from '../../lib/payment/rules/stale.rule.js';
import type { SandboxFailure } from '../../lib/providers/sandbox/sandbox-fault.js';
import { MemoryPaymentStore } from '../../lib/stores/memory/memory-payment.store.js';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { openShop } from '../support/shop.js';

const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

describe('a provider that makes no code', () => {
  it.each<[SandboxFailure, new (...args: never[]) => unknown, object, string]>([
    ['error', KhqrProviderError, { inDoubt: true, retryable: true }, 'create-answer-lost'],
    ['lost', KhqrProviderError, { inDoubt: true, retryable: true }, 'create-answer-lost'],
    ['not-sent', KhqrProviderError, { inDoubt: false, retryable: true }, 'create-refused'],
    ['refused', KhqrRequestError, { retryable: false }, 'create-refused'],
    ['unauthorized', KhqrAuthenticationError, { retryable: false }, 'create-refused'],
    ['rate-limited', KhqrRateLimitError, { retryAfterMs: expect.any(Number) }, 'create-refused'],
    ['quota', KhqrRateLimitError, { retryAfterMs: expect.any(Number) }, 'create-refused'],
  ])(
    '%s: the error says what can be done, the attempt is FAILED',
    async (failure, type, fields, why) => {
      const { app, khqr, bank, clock } = await openShop({});
      bank.failNext(failure, 1, { for: 'create' });
      const error = await rejection(khqr.createPayment(ORDER));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ ...fields, provider: 'sandbox', account: 'default' });
      const failed = await khqr.getPayment({ reference: 'order-1' });
      expect(failed).toMatchObject({ status: 'FAILED', attempt: 1, md5: '' });
      const history = await app.get(KhqrOperations).getHistory(failed?.id ?? '');
      expect(history.map(({ to, reason }) => `${to} ${reason}`)).toContain(`FAILED ${why}`);
      // Never repeated by us; a new try of the shop is a new attempt.
      await clock.advance(60_000);
      expect(bank.stats().creates).toBe(failure === 'not-sent' ? 0 : 1);
      await app.close();
    },
  );

  it('is asked again, as a new attempt, when the shop asks again', async () => {
    const { app, khqr, bank } = await openShop({});
    bank.failNext('lost', 1, { for: 'create' });
    await rejection(khqr.createPayment(ORDER));
    const second = await khqr.createPayment(ORDER);
    expect(second).toMatchObject({ status: 'PENDING', attempt: 2 });
    expect(bank.list()).toHaveLength(2);
    await app.close();
  });

  it('whose answer comes when another process has given the payment up: asking again makes a code', async () => {
    const store = new MemoryPaymentStore();
    class Late extends ScriptedProvider {
      override async createPayment(request: CreateRequest): Promise<CreateAnswer> {
        if (this.creates.length === 0) {
          await store.decide({ account: 'default', reference: ORDER.reference }, (attempts, now) =>
            staleRule(0, 0)(
              attempts.map((attempt) => ({ ...attempt, leaseUntil: now })),
              now,
            ),
          );
        }
        return super.createPayment(request);
      }
    }
    const { app, khqr } = await openHost({ provider: new Late(), store });
    const error = await rejection(khqr.createPayment(ORDER));
    expect(error).toMatchObject({ code: 'KHQR_PROVIDER', retryable: true, inDoubt: true });
    expect(String(error)).toContain('given up');
    expect(await khqr.createPayment(ORDER)).toMatchObject({ status: 'PENDING', attempt: 2 });
    await app.close();
  });

  it('has cancelled what was being made: the code is watched and never shown', async () => {
    const { app, khqr, bank, clock } = await openShop({});
    bank.setFaults({ latencyMs: 4_000 });
    const call = rejection(khqr.createPayment(ORDER));
    await clock.advance(1_000);
    const making = await khqr.getPayment({ reference: 'order-1' });
    expect(making).toMatchObject({ status: 'CREATING', md5: '' });
    await khqr.cancelPayment(making?.id ?? '');
    await clock.advance(3_000);
    expect(await call).toMatchObject({
      code: 'KHQR_CONFLICT',
      payment: { id: making?.id, status: 'CANCELLED' },
    });
    bank.payByReference('order-1');
    await clock.advance(10_000);
    expect(await khqr.getPayment({ reference: 'order-1' })).toMatchObject({
      status: 'REVIEW',
      reviewReason: 'cancelled',
    });
    await app.close();
  });
});

describe('a provider of the application, which may be wrong', () => {
  class Wrong extends ScriptedProvider {
    answers: unknown[] = [];

    override async createPayment(): Promise<CreateAnswer> {
      return this.answers.shift() as CreateAnswer;
    }
  }
  const md5 = 'a'.repeat(32);

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'ok'],
    ['another word', { outcome: 'made', md5 }],
    ['no md5', { outcome: 'created', verified: false }],
    ['an md5 that is none', { outcome: 'created', md5: 'abc', verified: false }],
    ['a failure without a kind', { outcome: 'failed', failure: { message: 'x' } }],
    ['no failure', { outcome: 'failed' }],
    ['a time that is none', { outcome: 'created', md5, verified: false, expiresAt: 'tomorrow' }],
    ['a time of NaN', { outcome: 'created', md5, verified: false, expiresAt: NaN }],
  ])('answers %s: in doubt, the attempt is FAILED', async (_what, answer) => {
    const provider = new Wrong();
    provider.answers = [answer];
    const { app, khqr } = await openHost({ provider });
    const error = await rejection(khqr.createPayment(ORDER));
    expect(error).toBeInstanceOf(KhqrProviderError);
    expect(error).toMatchObject({ inDoubt: true, provider: 'scripted' });
    expect(await khqr.getPayment({ reference: 'order-1' })).toMatchObject({ status: 'FAILED' });
    await app.close();
  });

  it('warns with each code of one account: somebody is told once', async () => {
    const told: string[] = [];
    @Injectable()
    class Desk {
      @OnKhqrAlert()
      look({ kind, message }: KhqrAlertEvent): void {
        told.push(`${kind}: ${message}`);
      }
    }
    class Odd extends ScriptedProvider {
      override async createPayment(request: CreateRequest): Promise<CreateAnswer> {
        const answer = await super.createPayment(request);
        return answer.outcome === 'created' ? { ...answer, warning: 'its md5 is odd' } : answer;
      }
    }
    const { app, khqr, clock } = await openHost({ provider: new Odd() }, { providers: [Desk] });
    for (let n = 1; n <= 3; n += 1) {
      await khqr.createPayment({ ...ORDER, reference: `order-${n}` });
      await clock.advance(5000);
    }
    expect(told).toEqual(['md5-mismatch: its md5 is odd']);
    await app.close();
  });

  it('answers an md5 in capitals: it is kept as it is found again', async () => {
    const provider = new Wrong();
    provider.answers = [{ outcome: 'created', md5: md5.toUpperCase(), verified: false }];
    const { app, khqr } = await openHost({ provider });
    expect(await khqr.createPayment(ORDER)).toMatchObject({ md5 });
    expect(await khqr.getPayment({ md5 })).not.toBeNull();
    await app.close();
  });

  it('answers the md5 of another order: neither order gets the other one’s code', async () => {
    const provider = new Wrong();
    provider.answers = [1, 2].map(() => ({ outcome: 'created', md5, verified: false }));
    const { app, khqr } = await openHost({ provider });
    const first = await khqr.createPayment(ORDER);
    const error = await rejection(khqr.createPayment({ ...ORDER, reference: 'order-2' }));
    expect(error).toBeInstanceOf(KhqrProviderError);
    expect(error).not.toHaveProperty('payment');
    expect(await khqr.getPayment({ reference: 'order-2' })).toMatchObject({ status: 'FAILED' });
    expect(await khqr.getPayment({ md5 })).toEqual(first);
    await app.close();
  });

  it('throws, at once or later: in doubt', async () => {
    const provider = new ScriptedProvider();
    const { app, khqr } = await openHost({ provider });
    for (const throwing of [
      () => Promise.reject(new Error('boom')),
      (): never => {
        throw new TypeError('boom');
      },
    ]) {
      Object.assign(provider, { createPayment: throwing });
      const error = await rejection(khqr.createPayment(ORDER));
      expect(error).toMatchObject({ code: 'KHQR_PROVIDER', inDoubt: true, message: 'boom' });
    }
    await app.close();
  });
});
