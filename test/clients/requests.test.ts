import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type SandboxServer } from '../../lib/sandbox/index.js';
import { readPng, readQr } from '../unit/image/pictures.js';
import { startProxy } from './support/proxy.js';
import { fillIn, Seed } from './support/seed.js';
import {
  curlRequest,
  dartRequest,
  jsonOf,
  send,
  shapeOf,
  type WireAnswer,
} from './support/wire.js';

let sandbox: SandboxServer;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

function expectJson(answer: WireAnswer, status: number, example: object) {
  expect([answer.status, answer.type]).toEqual([
    status,
    expect.stringMatching(/^application\/json/),
  ]);
  const body = jsonOf(answer);
  expect(shapeOf(body)).toEqual(shapeOf(example));
  return body;
}

describe('APIKHQR', () => {
  const seed = new Seed('apikhqr');
  const created = seed.example('Response 201');
  const told = seed.example('Response 200');
  const curl = (command: string, md5 = '') => {
    const filledIn = fillIn(command, sandbox.baseUrls.apikhqr, sandbox.apiKey);
    return send(curlRequest(filledIn.replace('a1b2c3d4...', md5)));
  };

  it("answers the document's curl commands as it says", async () => {
    const [generate = '', status = '', ...others] = seed.curls();
    expect(others).toEqual([]);
    const {
      md5,
      bill_number: bill,
      expires_at: end,
    } = expectJson(await curl(generate), 201, created);
    const code = { md5, bill_number: bill, amount: 5, currency: 'USD', expires_at: end };
    const waiting = jsonOf(await curl(status, String(md5)));
    expect(waiting).toEqual({ success: true, status: 'WAITING', ...code, paid_at: null });
    sandbox.bank.pay(String(md5));
    const paid = expectJson(await curl(status, String(md5)), 200, told);
    expect(paid).toMatchObject({ ...code, status: 'PAID' });
  });

  it("serves the document's own proxy, and through it what its Dart app sends", async () => {
    const program = fillIn(
      seed.cut('import express', 'app.listen(3000)'),
      sandbox.baseUrls.apikhqr,
      sandbox.apiKey,
    );
    const proxy = await startProxy(program, { APIKHQR_KEY: sandbox.apiKey });
    try {
      const values = { backendUrl: proxy.url };
      const generate = seed.cut('final res = await http.post(', 'final data');
      // Express answers 200 to a body that it is handed.
      const { md5 } = expectJson(await send(dartRequest(generate, values)), 200, created);
      expect(sandbox.bank.find(String(md5))).toMatchObject({
        amountMinor: 500,
        note: 'Order #1234',
      });
      sandbox.bank.pay(String(md5));
      const status = seed.cut('final res = await http.get(', 'final data');
      const asked = dartRequest(status, { ...values, md5: String(md5) });
      expect(expectJson(await send(asked), 200, told)).toMatchObject({ status: 'PAID', md5 });
    } finally {
      await proxy.close();
    }
  });
});

describe('api.bakong-api.online', () => {
  const seed = new Seed('bakong-online');

  it("answers the document's curl commands as it says, on both of its paths", async () => {
    const [create = '', picture = '', stand = '', byTran = '', byMd5 = '', ...others] =
      seed.curls();
    expect(others).toEqual([]);
    const first = fillIn(create, sandbox.baseUrls.bakongOnline, '');
    const answer = await send(curlRequest(first));
    const { md5, tran, qr } = expectJson(answer, 200, seed.example('Example Response'));
    const curl = (command: string) => {
      const known = command.replace('f2bb7310df261ab64e13fc397b0b86f0', String(md5));
      const filledIn = known.replace('YvJXiLoT', String(tran));
      return send(curlRequest(fillIn(filledIn, sandbox.baseUrls.bakongOnline, '')));
    };
    const text = sandbox.bank.find(String(md5))?.qrString;
    const drawn = await curl(picture);
    expect([drawn.type, readQr(readPng(drawn.bytes))]).toEqual(['image/png', text]);
    expect(qr).toBe(
      curlRequest(fillIn(picture, sandbox.baseUrls.bakongOnline, '')).url.replace(
        'YvJXiLoT',
        String(tran),
      ),
    );
    expect(readQr(readPng((await curl(stand)).bytes))).toBe(text);

    // The example is of one edition, the path above it of the other.
    const checks = [byTran, byTran.replace('/check/', '/khqr/check/'), byMd5];
    for (const check of checks) {
      expect(jsonOf(await curl(check))).toEqual(seed.example('Example Response - Pending'));
    }
    const { hash } = sandbox.bank.pay(String(md5));
    for (const check of checks) {
      const body = expectJson(await curl(check), 200, seed.example('Example Response - Success'));
      expect(body).toEqual({
        responseCode: 0,
        responseMessage: 'Success',
        data: { status: 'SUCCESS', amount: 50, currency: 'USD', hash },
      });
    }
  });
});
