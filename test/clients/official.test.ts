import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMoney, type Money } from '../../lib/payment/money.js';
import { startSandbox, type SandboxServer } from '../../lib/sandbox/index.js';
import { bakong, createRequest } from '../support/bakong.js';

const RUNS = 100;
const seed = Math.trunc(Math.random() * 0x7fffffff);

let sandbox: SandboxServer;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const money = fc.oneof(
  fc.record({ minor: fc.integer({ min: 1, max: 999_999_999 }), currency: fc.constant('USD') }),
  fc.record({ minor: fc.integer({ min: 1, max: 999_999_999 }), currency: fc.constant('KHR') }),
) as fc.Arbitrary<Money>;
// A note is one line, and some graphemes end lines.
const note = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((text) => !/[\u2028\u2029]/.test(text));
const part = fc.stringMatching(/^[a-z\d_]{1,12}$/);
const account = fc.tuple(part, part).map((parts) => parts.join('@'));
const name = fc
  .oneof(fc.stringMatching(/^[A-Za-z\d][\x20-\x7e]{0,24}$/), fc.constantFrom('ហាងកាហ្វេ', 'Café'))
  .map((text) => text.trim());

interface Served {
  readonly qr: string;
  readonly asked: Readonly<Record<string, unknown>>;
}

/** What the SDK calls the fields that a request decides. */
function asked(amount: Money, more: object) {
  return {
    transactionAmount: Number(formatMoney(amount)),
    transactionCurrency: amount.currency === 'USD' ? '840' : '116',
    ...more,
  };
}

async function call(path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(sandbox.url + path, init);
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body;
}

function expectOfficial(served: readonly Served[]): void {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['test/clients/support/official-reader.js'],
    { input: JSON.stringify(served.map(({ qr }) => qr)), encoding: 'utf8', timeout: 60_000 },
  );
  expect(stderr).toBe('');
  const answers = JSON.parse(stdout) as { valid: boolean; decoded: Record<string, unknown> }[];
  expect(answers).toHaveLength(RUNS);
  for (const [index, { valid, decoded }] of answers.entries()) {
    const read = { ...decoded, transactionAmount: Number(decoded['transactionAmount']) };
    expect({ seed, index, valid, read }).toMatchObject({ valid: true, read: served[index]?.asked });
  }
}

describe('the official SDK verifies each code and reads what was asked for', () => {
  it('at APIKHQR', async () => {
    const orders = fc.sample(fc.tuple(money, note), { numRuns: RUNS, seed });
    const served = orders.map(async ([amount, text]): Promise<Served> => {
      const body = await call('/api/v1/khqr/generate', {
        method: 'POST',
        headers: { 'x-api-key': sandbox.apiKey },
        body: JSON.stringify({
          amount: Number(formatMoney(amount)),
          currency: amount.currency,
          note: text,
        }),
      });
      return {
        qr: String(body['qr_string']),
        asked: asked(amount, { billNumber: body['bill_number'] }),
      };
    });
    expectOfficial(await Promise.all(served));
  });

  it('at api.bakong-api.online', async () => {
    const orders = fc.sample(fc.tuple(money, note, account, name), { numRuns: RUNS, seed });
    const served = orders.map(
      async ([{ minor }, text, bakongId, merchantName]): Promise<Served> => {
        const amount: Money = { minor, currency: 'USD' };
        const query = new URLSearchParams({
          amount: formatMoney(amount),
          bakongid: bakongId,
          merchantname: merchantName,
          username: text,
        });
        const { md5 } = await call(`/bakong-online/khqr/create?${query.toString()}`);
        const { qrString } = await call(`/sandbox/payments/${String(md5)}`);
        return {
          qr: String(qrString),
          asked: asked(amount, { bakongAccountID: bakongId, merchantName }),
        };
      },
    );
    expectOfficial(await Promise.all(served));
  });

  it('at the Bakong Open API, where the shop makes the code and the customer scans it', async () => {
    const orders = fc.sample(fc.tuple(money, account, name), { numRuns: RUNS, seed });
    const provider = bakong({
      provider: 'bakong',
      apiKey: sandbox.apiKey,
      bakongId: 'lucky@abaa',
      merchantName: 'Lucky Shop',
      baseUrl: sandbox.baseUrls.bakong,
    });
    const served = orders.map(async ([amount, bakongId, merchantName]): Promise<Served> => {
      const payee = { bakongId, merchantName };
      const { minor: amountMinor, currency } = amount;
      const code = await provider.createPayment(createRequest({ amountMinor, currency, payee }));
      if (code.outcome === 'failed') throw new Error(code.failure.message);
      const scanned = await call('/sandbox/scan', {
        method: 'POST',
        body: JSON.stringify({ qr: code.qrString }),
      });
      return {
        qr: String(scanned['qrString']),
        asked: asked(amount, { bakongAccountID: bakongId, merchantName }),
      };
    });
    expectOfficial(await Promise.all(served));
    await provider.close();
  });
});
