import { describe, expect, it } from '@jest/globals';
import type { BakongResponse } from '../../../../lib/providers/sandbox/bakong-options.js';
import { page, refusal, success } from '../../../../lib/providers/sandbox/bakong.answers.js';
import {
  bakong,
  BakongWorld,
  checkRequest,
  inProcess,
  makeCode,
  SHOP,
} from '../../../support/bakong.js';

const LIST = '/v1/check_transaction_by_md5_list';
const SINGLE = '/v1/check_transaction_by_md5';
const md5 = (index: number) => index.toString(16).padStart(32, '0');
const ask = (...indexes: number[]) => indexes.map((index) => checkRequest({ md5: md5(index) }));
const transfer = (amount: unknown = 5) => ({
  hash: 'a'.repeat(64),
  fromAccountId: 'payer@aclb',
  toAccountId: SHOP,
  currency: 'USD',
  amount,
  createdDateMs: 1_763_790_000_123,
});

/** A provider whose list calls are answered like this; single checks go to the stand-in. */
function listing(answer: (body: string) => BakongResponse | null) {
  const world = new BakongWorld();
  const warnings: string[] = [];
  const paths: string[] = [];
  const api = inProcess({
    async handle(request) {
      paths.push(request.path);
      return request.path === LIST ? answer(request.body) : world.api.handle(request);
    },
  });
  const provider = bakong(world.options(), { warn: (line) => warnings.push(line) }, api);
  return { world, provider, warnings, paths };
}

describe('many codes in one call', () => {
  it('sends a bare array, and gives each its own answer in the order of the questions', async () => {
    const items = [
      { md5: md5(4), status: 'FAILED', message: 'Transaction failed.', data: null },
      { md5: md5(3), status: 'STATIC_QR', message: 'Static', data: null },
      { md5: md5(2).toUpperCase(), status: 'SUCCESS', message: 'Success', data: transfer('5.00') },
      { md5: md5(1), status: 'NOT_FOUND', message: 'Not found', data: null },
      { md5: md5(99), status: 'SUCCESS', message: 'Success', data: transfer() },
      { md5: md5(6), status: 'SUCCESS', message: 'Success', data: null },
      { md5: md5(7), status: 'MAYBE', message: '', data: null },
      { md5: md5(8), status: 'NOT_FOUND', message: '', data: transfer() },
      { md5: md5(9), status: 'NOT_FOUND', message: '', data: null },
      { md5: md5(9), status: 'SUCCESS', message: '', data: transfer() },
      'noise',
    ];
    const bodies: string[] = [];
    const { provider } = listing((body) => {
      bodies.push(body);
      return success(items);
    });
    const answers = await provider.checkPayments(ask(1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(JSON.parse(bodies[0] ?? '')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(md5));
    const doubt = { outcome: 'unknown', failure: { kind: 'in-doubt' } };
    expect(answers).toMatchObject([
      { outcome: 'pending' },
      { outcome: 'paid', evidence: { amountMinor: 500, toAccount: SHOP, expectedAccount: SHOP } },
      { outcome: 'unknown', failure: { kind: 'payment' } },
      { outcome: 'pending' },
      doubt, // nothing was said of it
      { outcome: 'pending' },
      doubt,
      doubt,
      doubt, // said twice
    ]);
  });

  it('compares each with its own payee', async () => {
    const { provider } = listing(() =>
      success([{ md5: md5(1), status: 'SUCCESS', message: '', data: transfer() }]),
    );
    const payee = { bakongId: 'stall7@wing', merchantName: 'Stall 7' };
    const [answer] = await provider.checkPayments([checkRequest({ md5: md5(1), payee })]);
    expect(answer).toMatchObject({
      evidence: { toAccount: SHOP, expectedAccount: 'stall7@wing' },
    });
  });

  it.each([
    ['a bare 403 page', page(403, '403 Forbidden')],
    ['404', page(404, '404 Not Found')],
    ['400', refusal(5, 'Missing required fields.', 400)],
    ['a refusal with status 200', refusal(5, 'Missing required fields.')],
  ])('%s: from then on one by one, which is said once', async (_, answer) => {
    const { world, provider, warnings, paths } = listing(() => answer);
    const one = await makeCode(provider);
    const two = await makeCode(provider);
    world.api.pay(two.qrString);
    expect(provider.capabilities.batchSize).toBe(50);
    const answers = await provider.checkPayments([one.asked, two.asked]);
    expect(answers).toMatchObject([
      { outcome: 'unknown', failure: { kind: 'not-sent' } },
      { outcome: 'unknown', failure: { kind: 'not-sent' } },
    ]);
    expect(provider.capabilities.batchSize).toBe(1);
    expect((await provider.checkPayment(one.asked)).outcome).toBe('pending');
    expect((await provider.checkPayment(two.asked)).outcome).toBe('paid');
    expect(provider.capabilities.batchSize).toBe(1);
    expect(paths).toEqual([LIST, SINGLE, SINGLE]);
    expect(warnings).toEqual([expect.stringContaining('one by one')]);
  });

  it.each([
    ['a bad token', refusal(6, 'Unauthorized', 401), { kind: 'lane', reason: 'stopped' }],
    ['the quota', refusal(17, 'Daily request limit'), { kind: 'lane', reason: 'quota' }],
    ['429', page(429, 'Slow'), { kind: 'lane', reason: 'rate-limited' }],
    ['a page with 200', page(200, 'Wait'), { kind: 'in-doubt' }],
    ['a 502', page(502, 'Bad gateway'), { kind: 'in-doubt' }],
    ['a lost answer', null, { kind: 'in-doubt' }],
    ['trouble at the bank', refusal(9, 'Cannot connect to server'), { kind: 'in-doubt' }],
    ['no list', success({}), { kind: 'in-doubt' }],
  ])('%s says nothing about lists', async (_, answer, failure) => {
    const { provider } = listing(() => answer);
    const answers = await provider.checkPayments(ask(1, 2));
    expect(answers).toMatchObject([{ failure }, { failure }]);
    expect(provider.capabilities.batchSize).toBe(50);
  });

  it('is one request of the bank: what befalls it befalls it as a whole, once', async () => {
    const world = new BakongWorld();
    const provider = bakong(world.options(), {}, inProcess(world.api));
    const { asked, qrString } = await makeCode(provider);
    world.api.pay(qrString);
    world.bank.setFaults({ rateLimit: { perSecond: 1 } });
    const answers = await provider.checkPayments([...ask(1, 2), asked]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'paid']);
    world.bank.setFaults({ lostAnswers: 1 });
    expect(await provider.checkPayments(ask(1, 2))).toMatchObject([
      { failure: { kind: 'in-doubt' } },
      { failure: { kind: 'in-doubt' } },
    ]);
  });

  it('tries lists again when it was the whole API that refused this address', async () => {
    const world = new BakongWorld();
    const provider = bakong(world.options(), {}, inProcess(world.api));
    world.api.moods.geoBlocked = true;
    await provider.checkPayments(ask(1, 2));
    expect(provider.capabilities.batchSize).toBe(1);
    expect(await provider.checkPayment(checkRequest())).toMatchObject({
      failure: { reason: 'stopped', message: expect.stringContaining('geo-blocked') },
    });
    expect(provider.capabilities.batchSize).toBe(50);
    world.api.moods.geoBlocked = false;
    expect(await provider.checkPayments(ask(1, 2))).toMatchObject([
      { outcome: 'pending' },
      { outcome: 'pending' },
    ]);
  });
});
