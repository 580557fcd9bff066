import { describe, expect, it } from '@jest/globals';
import { KhqrNotFoundError } from '../../../../lib/errors/index.js';
import type { CheckRequest, CreateRequest } from '../../../../lib/providers/khqr-provider.port.js';
import type { SandboxOptions } from '../../../../lib/providers/provider.options.js';
import type { SandboxBankOptions } from '../../../../lib/providers/sandbox/sandbox-options.js';
import { SandboxProvider } from '../../../../lib/providers/sandbox/sandbox.provider.js';
import { SeededRandom } from '../../../../lib/clock/seeded.random.js';
import { UNKNOWN_MD5, newBank } from './bank.fixture.js';

const CREATE: CreateRequest = {
  id: 'payment-1',
  reference: 'order-1',
  amountMinor: 500,
  currency: 'USD',
  note: 'Order #1',
  payee: null,
  expiresInMs: 120_000,
  now: 0,
};

function setUp(options: Partial<SandboxOptions & SandboxBankOptions> = {}) {
  const { autoPayMs, ...rest } = options;
  const { bank, clock } = newBank(rest);
  const context = { account: 'branch', clock, random: new SeededRandom(2), warn: () => undefined };
  const provider = new SandboxProvider({ provider: 'sandbox', autoPayMs }, context, bank);
  const begin = async (request: Partial<CreateRequest> = {}): Promise<CheckRequest> => {
    const answer = await provider.createPayment({ ...CREATE, ...request });
    if (answer.outcome === 'failed') throw new Error(answer.failure.message);
    const { md5, qrString = null } = answer;
    return { ...CREATE, ...request, md5, qrString, providerRef: null, createdAt: clock.now() };
  };
  return { bank, clock, provider, begin };
}

describe('SandboxProvider', () => {
  it('creates a code that the bank knows', async () => {
    const { bank, clock, provider } = setUp();
    const answer = await provider.createPayment(CREATE);
    const [code] = bank.list();

    expect(code).toMatchObject({ reference: 'order-1', note: 'Order #1', amountMinor: 500 });
    expect(answer).toEqual({
      outcome: 'created',
      md5: code?.md5,
      qrString: code?.qrString,
      billNumber: code?.billNumber,
      verified: true,
      expiresAt: clock.now() + 120_000,
    });
    expect(bank.stats().createsByReference).toEqual(new Map([['order-1', 1]]));
  });

  it('tells of the money with all evidence there is', async () => {
    const { bank, clock, provider, begin } = setUp();
    const request = await begin();
    const pending = { outcome: 'pending', serverTime: clock.now() };
    expect(await provider.checkPayment(request)).toEqual(pending);
    const { hash, bankReference } = bank.pay(request.md5);
    await clock.advance(3000);

    expect(await provider.checkPayment(request)).toEqual({
      outcome: 'paid',
      serverTime: clock.now(),
      evidence: {
        amountMinor: 500,
        currency: 'USD',
        toAccount: 'shop@sandbox',
        expectedAccount: 'shop@sandbox',
        paidAt: clock.now() - 3000,
        receipt: { hash, bankReference, payerAccount: 'customer@sandbox' },
      },
    });
  });

  it.each([
    ['amount', { amount: '1.00' }, { amountMinor: 100 }],
    ['currency', { amount: '500', currency: 'KHR' }, { amountMinor: null, currency: 'KHR' }],
    ['account', { toAccount: 'other@bank' }, { toAccount: 'other@bank', expectedAccount: 'p@b' }],
  ] as const)('does not hide another %s', async (_field, options, evidence) => {
    const { bank, provider, begin } = setUp();
    const request = await begin({ payee: { bakongId: 'p@b', merchantName: 'Payee' } });
    bank.pay(request.md5, options);

    expect(await provider.checkPayment(request)).toMatchObject({ outcome: 'paid', evidence });
  });

  it('expects the money where the payment says, whoever made the code', async () => {
    const { bank, provider, begin } = setUp();
    const request = await begin();
    bank.pay(request.md5);
    const payee = { bakongId: 'p@b', merchantName: 'Payee' };

    expect(await provider.checkPayment({ ...request, payee })).toMatchObject({
      evidence: { toAccount: 'shop@sandbox', expectedAccount: 'p@b' },
    });
  });

  it('tells of the end, of a claim, and waits where it knows nothing', async () => {
    const { bank, provider, begin } = setUp({ claim: 'once' });
    const [ended, claimed] = [await begin(), await begin()];
    const { expiresAt } = bank.expire(ended.md5);
    bank.pay(claimed.md5);
    await provider.checkPayment(claimed);

    expect(await provider.checkPayment(ended)).toMatchObject({ outcome: 'expired', expiresAt });
    expect(await provider.checkPayment(claimed)).toMatchObject({ outcome: 'claimed' });
    expect(await provider.checkPayment({ ...ended, md5: UNKNOWN_MD5 })).toMatchObject({
      outcome: 'pending',
    });
  });

  it.each([
    ['lost', 'in-doubt'],
    ['error', 'in-doubt'],
    ['not-sent', 'not-sent'],
    ['rate-limited', 'lane'],
    ['unauthorized', 'lane'],
    ['quota', 'lane'],
    ['refused', 'payment'],
  ] as const)('never reads a fault (%s) as an answer', async (fault, kind) => {
    const { bank, provider, begin } = setUp();
    const request = await begin();
    bank.pay(request.md5);
    bank.failNext(fault, 2);
    const failure = { kind, message: expect.any(String) };

    expect(await provider.checkPayment(request)).toEqual({
      outcome: 'unknown',
      failure: expect.objectContaining(failure),
    });
    expect(await provider.createPayment(CREATE)).toEqual({
      outcome: 'failed',
      failure: expect.objectContaining(failure),
    });
  });

  it('ends within 10 s whatever the bank does', async () => {
    const { clock, provider, begin, bank } = setUp();
    const request = await begin();
    bank.setFaults({ latencyMs: 3_600_000 });
    const answers = Promise.all([provider.checkPayment(request), provider.createPayment(CREATE)]);
    await clock.advance(10_000);

    expect(await answers).toMatchObject([
      { outcome: 'unknown', failure: { kind: 'in-doubt' } },
      { outcome: 'failed', failure: { kind: 'in-doubt' } },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses what cannot be written into a code, as a provider answers 400', async () => {
    const { bank, provider } = setUp();
    const payee = { bakongId: 'a@b', merchantName: 'M'.repeat(30) };

    expect(await provider.createPayment({ ...CREATE, payee })).toEqual({
      outcome: 'failed',
      failure: { kind: 'payment', message: expect.stringContaining('merchantName') },
    });
    expect(bank.list()).toEqual([]);
  });

  it('pays by itself where the account asks for it', async () => {
    const { clock, provider, begin } = setUp({ autoPayMs: 4000 });
    const request = await begin();
    await clock.advance(4000);

    expect(await provider.checkPayment(request)).toMatchObject({ outcome: 'paid' });
  });

  it('has a lane for each account, and both currencies', () => {
    const { provider } = setUp();

    expect(provider).toMatchObject({ name: 'sandbox', host: '', lane: 'sandbox:branch' });
    expect(provider.capabilities).toMatchObject({ currencies: ['USD', 'KHR'], batchSize: 1 });
  });

  it('makes up a link for the codes it has made', async () => {
    const { provider, begin } = setUp();
    const request = await begin();

    expect(await provider.getDeeplink(request)).toBe(`https://sandbox.invalid/pay/${request.md5}`);
    await expect(provider.getDeeplink({ ...request, md5: UNKNOWN_MD5 })).rejects.toThrow(
      KhqrNotFoundError,
    );
  });
});
