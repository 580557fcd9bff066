import { afterEach, describe, expect, it } from '@jest/globals';
import type { CheckAnswer } from '../../../lib/providers/khqr-provider.port.js';
import { bakong, BakongWorld, checkRequest, SHOP } from '../../support/bakong.js';
import { listen, type Loopback } from './support/loopback.js';
import { play, type RecordedAnswer } from './support/recordings.js';

const TOKEN = 'canary.token.5f0e';
const HASH = 'e85a8c0d1d7ee7e0e8b5a2a9ba9ca1fd3d5a3e6a26f4a7f0e9f1f04b7bd4b8c5';

/** The documents' own example of a success. */
const TRANSFER = {
  hash: HASH,
  fromAccountId: 'payer@aclb',
  toAccountId: SHOP,
  currency: 'USD',
  amount: 5,
  description: '',
  createdDateMs: 1_763_790_000_123,
  acknowledgedDateMs: 1_763_790_001_000,
  externalRef: '100FT123',
};
const ok = (data: unknown, responseCode: unknown = 0) => ({
  responseCode,
  responseMessage: 'Getting transaction successfully.',
  errorCode: null,
  data,
});
const no = (errorCode: unknown, responseMessage: string, responseCode: unknown = 1) => ({
  responseCode,
  responseMessage,
  errorCode,
  data: null,
});

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(answer: RecordedAnswer, patch: Parameters<typeof checkRequest>[0] = {}) {
  server = await listen((_, response) => play(answer, response));
  const provider = bakong(new BakongWorld().options({ baseUrl: server.origin, apiKey: TOKEN }));
  try {
    await provider.start();
    return await provider.checkPayment(checkRequest(patch));
  } finally {
    await provider.close();
  }
}

function evidenceOf(answer: CheckAnswer) {
  if (answer.outcome !== 'paid') throw new Error(`Answered ${answer.outcome}.`);
  return answer.evidence;
}

describe('a check by md5', () => {
  it('asks as the documents say', async () => {
    await ask({ status: 200, json: no(1, 'Transaction could not be found.') });
    expect(server?.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/check_transaction_by_md5',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: '{"md5":"d60f3db96913029a2af979a1662c1e72"}',
      },
    ]);
    expect(server?.requests[0]?.headers['user-agent']).toMatch(/^nestjs-khqr\//);
  });

  it('tells everything of a payment', async () => {
    expect(await ask({ status: 200, json: ok(TRANSFER) })).toEqual({
      outcome: 'paid',
      evidence: {
        amountMinor: 500,
        currency: 'USD',
        toAccount: SHOP,
        expectedAccount: SHOP,
        paidAt: 1_763_790_000_123,
        receipt: { hash: HASH, payerAccount: 'payer@aclb', bankReference: '100FT123' },
      },
      serverTime: Date.parse('2026-05-24T05:31:45Z'),
    });
  });

  it.each([
    [5, 500],
    [5.0, 500],
    ['5.00', 500],
    ['5', 500],
    [4.99, 499],
    ['5.001', null],
    [null, null],
    [{}, null],
  ])('reads the amount %j as %s', async (amount, minor) => {
    const evidence = evidenceOf(await ask({ status: 200, json: ok({ ...TRANSFER, amount }) }));
    expect(evidence.amountMinor).toBe(minor);
  });

  it('compares with the payee of the payment, and never takes a silence for agreement', async () => {
    const payee = { bakongId: 'stall7@wing', merchantName: 'Stall 7' };
    const other = evidenceOf(await ask({ status: 200, json: ok(TRANSFER) }, { payee }));
    expect(other).toMatchObject({ toAccount: SHOP, expectedAccount: 'stall7@wing' });
    await server?.close();
    expect(evidenceOf(await ask({ status: 200, json: ok({ hash: HASH }) }))).toMatchObject({
      amountMinor: null,
      currency: 'not told',
      toAccount: 'not told',
      expectedAccount: SHOP,
    });
  });

  it.each<[string, RecordedAnswer, string]>([
    ['code 0 as text', { status: 200, json: ok(TRANSFER, '0') }, 'paid'],
    ['code 0 without data', { status: 200, json: ok(null) }, 'pending'],
    ['code 0 as text, without data', { status: 200, json: ok(null, '0') }, 'pending'],
    ['not found', { status: 200, json: no(1, 'Transaction could not be found.') }, 'pending'],
    ['not found, codes as text', { status: 200, json: no('1', 'Not found', '1') }, 'pending'],
    [
      'not found, by its words',
      { status: 200, json: no(null, 'Transaction not found') },
      'pending',
    ],
    ['failed', { status: 200, json: no(3, 'Transaction failed.') }, 'pending'],
    ['failed, under code 1', { status: 200, json: no(1, 'Transaction failed.') }, 'pending'],
    ['failed, by its words', { status: 200, json: no(null, 'Transaction failed.') }, 'pending'],
    ['not found with status 404', { status: 404, json: no(1, 'Not found') }, 'pending'],
  ])('%s is %s', async (_, answer, outcome) => {
    expect((await ask(answer)).outcome).toBe(outcome);
  });

  const payment = { kind: 'payment' };
  const doubt = { kind: 'in-doubt' };
  const stopped = { kind: 'lane', reason: 'stopped' };
  const quota = { kind: 'lane', reason: 'quota' };
  const LIMIT = 'Daily request limit of 100 exceeded. Please try again tomorrow.';
  const html = '<html><body>Forbidden</body></html>';
  it.each<[string, RecordedAnswer, object, string]>([
    ['2, static', { status: 200, json: no(2, 'Static QR') }, payment, 'static'],
    ['4, deeplink', { status: 200, json: no(4, 'No deeplink') }, payment, 'No deeplink'],
    ['5, missing fields', { status: 200, json: no(5, 'Missing fields') }, payment, 'Missing'],
    [
      '6, unauthorized',
      { status: 200, json: no(6, 'Unauthorized') },
      stopped,
      'refuses the Bakong token',
    ],
    ['401', { status: 401, json: no(6, 'Unauthorized') }, stopped, 'refuses the Bakong token'],
    ['401 without a word', { status: 401, text: '' }, stopped, 'refuses the Bakong token'],
    ['7, mail', { status: 200, json: no(7, 'Mail') }, doubt, 'neither paid nor unpaid'],
    ['8, registered', { status: 200, json: no(8, 'Registered') }, payment, 'Registered'],
    ['9, no connection', { status: 200, json: no(9, 'No connection') }, doubt, 'neither'],
    ['10, not registered', { status: 200, json: no(10, 'Not registered') }, stopped, 'token'],
    ['11, no account', { status: 200, json: no(11, 'No account') }, payment, 'No account'],
    ['12, bad account', { status: 200, json: no(12, 'Bad account') }, payment, 'Bad account'],
    [
      'a refusal that repeats the token behind markup and line breaks',
      { status: 200, json: no(12, `Bad\n<b>account</b> ${TOKEN.slice(0, 9)}<i>${TOKEN.slice(9)}`) },
      payment,
      'Bad account ',
    ],
    ['17, the quota', { status: 200, json: no(17, LIMIT) }, quota, 'midnight in Phnom Penh'],
    ['17 as text', { status: 200, json: no('17', LIMIT) }, quota, 'midnight'],
    ['the quota by its words', { status: 200, json: no(null, LIMIT) }, quota, 'midnight'],
    ['the quota with 403', { status: 403, json: no(17, LIMIT) }, quota, 'midnight'],
    ['a code nobody knows', { status: 200, json: no(99, 'What?') }, doubt, 'neither'],
    ['responseCode 2', { status: 200, json: no(1, 'Not found', 2) }, doubt, 'neither'],
    [
      'a refusal with a transfer',
      { status: 200, json: { ...no(1, 'x'), data: TRANSFER } },
      doubt,
      'neither',
    ],
    ['a success without hash', { status: 200, json: ok({ ...TRANSFER, hash: '' }) }, doubt, 'hash'],
    ['data as a list', { status: 200, json: ok([TRANSFER]) }, doubt, 'not an object'],
    ['no code', { status: 200, json: { data: TRANSFER } }, doubt, 'responseCode'],
    ['a code in words', { status: 200, json: no('none', 'x') }, doubt, 'errorCode'],
    ['a page with 200', { status: 200, text: html }, doubt, 'not JSON'],
    ['an empty body', { status: 200, text: '' }, doubt, 'not JSON'],
    ['a page with 404', { status: 404, text: html }, doubt, '404'],
    ['a page with 502', { status: 502, text: html }, doubt, '502'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://x.example' }, text: '' },
      doubt,
      'redirect',
    ],
    ['403', { status: 403, text: html }, stopped, 'geo-blocked'],
    ['400', { status: 400, json: no(null, 'Bad') }, payment, 'Bad'],
    [
      '429',
      { status: 429, headers: { 'retry-after': '7' }, text: '' },
      { reason: 'rate-limited', retryAfterMs: 7000 },
      '429',
    ],
  ])('errorCode %s', async (_, answer, failure, says) => {
    const told = await ask(answer);
    expect(told).toMatchObject({ outcome: 'unknown', failure });
    expect(JSON.stringify(told)).toContain(says);
    expect(JSON.stringify(told)).not.toContain(TOKEN);
  });

  it('says three different things of a bad token, a spent quota and an address abroad', async () => {
    const messages = [];
    for (const answer of [
      { status: 401, json: no(6, 'Unauthorized') },
      { status: 200, json: no(17, LIMIT) },
      { status: 403, text: html },
    ]) {
      const told = await ask(answer);
      await server?.close();
      messages.push(told.outcome === 'unknown' ? told.failure.message : '');
    }
    expect(messages).toEqual([
      'POST /v1/check_transaction_by_md5: the National Bank refuses the Bakong token (401, "Unauthorized"). Set `token: { email, onRenewed }` to have it renewed, or `apiKey` to a new one.',
      `POST /v1/check_transaction_by_md5: the token's requests of today are used up ("${LIMIT}"); the next come at midnight in Phnom Penh.`,
      'POST /v1/check_transaction_by_md5: geo-blocked (403, "Forbidden"). The Bakong Open API answers addresses in Cambodia only: run there, or set `proxyUrl` to a proxy there.',
    ]);
  });
});
