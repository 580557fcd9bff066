import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeKhqr, khqrMd5 } from '../../lib/emv/index.js';
import { startSandbox, type SandboxServer } from '../../lib/sandbox/index.js';
import type { SandboxServerOptions } from '../../lib/sandbox/index.js';
import { readPng, readQr } from '../unit/image/pictures.js';

let sandbox: SandboxServer;
afterEach(() => sandbox.close());

const KEY = { 'x-api-key': 'sk_test_sandbox' };

async function open(options: SandboxServerOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
}

async function ask(path: string, init?: RequestInit) {
  const answer = await fetch(sandbox.url + path, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function generate(body: unknown, headers: Record<string, string> = KEY) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask('/api/v1/khqr/generate', { method: 'POST', headers, body: text });
}

const order = { amount: 5, currency: 'USD', note: 'Order #1234' };
const status = (md5: unknown) => ask(`/api/v1/khqr/status?md5=${String(md5)}`, { headers: KEY });
const pay = (md5: unknown, body?: object) =>
  ask(`/sandbox/payments/${String(md5)}/pay`, {
    method: 'POST',
    ...(body && { body: JSON.stringify(body) }),
  });
const putFaults = (faults: object) =>
  ask('/sandbox/faults', { method: 'PUT', body: JSON.stringify(faults) });

describe('APIKHQR', () => {
  it('makes a code, and says when it is paid', async () => {
    await open();
    const { status: code, body } = await generate(order);
    expect(code).toBe(201);
    expect(body).toEqual({
      success: true,
      bill_number: expect.any(String),
      qr_string: expect.any(String),
      qr_image_url: `${sandbox.url}/api/v1/qr/${String(body['md5'])}`,
      md5: khqrMd5(String(body['qr_string'])),
      amount: 5,
      currency: 'USD',
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
    });
    const life = Date.parse(String(body['expires_at'])) - Date.now();
    expect(life).toBeGreaterThan(200_000);
    expect(life).toBeLessThanOrEqual(300_000);
    expect(decodeKhqr(String(body['qr_string']))).toMatchObject({
      amountMinor: 500,
      currency: 'USD',
    });

    const waiting = await status(body['md5']);
    expect(waiting).toMatchObject({ status: 200, body: { status: 'WAITING', paid_at: null } });
    expect(await pay(body['md5'], { payer: 'dara@aclb' })).toMatchObject({ status: 200 });
    for (let times = 0; times < 2; times += 1) {
      expect((await status(body['md5'])).body).toEqual({
        success: true,
        status: 'PAID',
        bill_number: body['bill_number'],
        md5: body['md5'],
        amount: 5,
        currency: 'USD',
        paid_at: expect.stringMatching(/\+07:00$/),
        expires_at: body['expires_at'],
      });
    }
  });

  it('serves the picture at the address that it has told', async () => {
    await open();
    const { body } = await generate(order);
    const answer = await fetch(String(body['qr_image_url']));
    expect(answer.headers.get('content-type')).toBe('image/png');
    const picture = readPng(Buffer.from(await answer.arrayBuffer()));
    expect([picture.width, picture.height]).toEqual([300, 300]);
    expect(readQr(picture)).toBe(body['qr_string']);
  });

  it('lets PAID be claimed once where the bank says so', async () => {
    await open({ faults: { claim: 'once' } });
    const { body } = await generate(order);
    await pay(body['md5']);
    const url = `${sandbox.url}/api/v1/khqr/status?md5=${String(body['md5'])}`;
    const head = await fetch(url, { method: 'HEAD', headers: KEY });
    expect(head.status).toBe(400);
    expect((await status(body['md5'])).body['status']).toBe('PAID');
    expect(await status(body['md5'])).toEqual({
      status: 409,
      body: { success: false, code: 'ALREADY_CLAIMED', error: 'Payment already claimed' },
    });
  });

  it('ends a code', async () => {
    await open();
    const { body } = await generate(order);
    await ask(`/sandbox/payments/${String(body['md5'])}/expire`, { method: 'POST' });
    expect((await status(body['md5'])).body['status']).toBe('EXPIRED');
    expect(await pay(body['md5'])).toMatchObject({ status: 409 });
    expect(await pay(body['md5'], { late: true })).toMatchObject({ status: 200 });
  });

  it.each([
    ['no JSON', '{"amount":'],
    ['a list', []],
    ['nothing', ''],
    ['too much', { ...order, note: 'x'.repeat(9000) }],
    ['no amount', { currency: 'USD' }],
    ['no currency', { amount: 5 }],
    ['an amount as text', { ...order, amount: '5.00' }],
    ['a negative amount', { ...order, amount: -5 }],
    ['zero', { ...order, amount: 0 }],
    ['a fraction of a cent', { ...order, amount: 5.001 }],
    ['a huge amount', { ...order, amount: 1e21 }],
    ['NaN', '{"amount":NaN,"currency":"USD"}'],
    ['half a riel', { amount: 0.5, currency: 'KHR' }],
    ['euros', { ...order, currency: 'EUR' }],
    ['a long note', { ...order, note: 'x'.repeat(201) }],
    ['a note that is no text', { ...order, note: 5 }],
    ['a note of two lines', { ...order, note: 'Order\r\nSet-Cookie: a=b' }],
    ['an unknown field', { ...order, amuont: 5 }],
  ])('refuses %s', async (_, body) => {
    await open();
    const answer = await generate(body);
    const refused = { success: false, code: 'INVALID_REQUEST', error: expect.any(String) };
    expect(answer).toEqual({ status: 400, body: refused });
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts|\.js|node:/);
    expect(sandbox.bank.list()).toEqual([]);
  });

  it.each([[{}], [{ 'x-api-key': '' }], [{ 'x-api-key': 'sk_test_sandboX' }]])(
    'refuses the key %j',
    async (headers) => {
      await open();
      expect(await generate(order, headers)).toMatchObject({ status: 401 });
      expect(await ask('/api/v1/khqr/status?md5=x', { headers })).toMatchObject({ status: 401 });
    },
  );

  it("tells nobody of another service's codes", async () => {
    await open({ faults: { claim: 'once' } });
    const { body } = await ask(
      '/bakong-online/khqr/create?amount=5&bakongid=a@b&merchantname=Shop',
    );
    await pay(body['md5']);
    expect(await status('0'.repeat(32))).toEqual({
      status: 404,
      body: { success: false, code: 'NOT_FOUND', error: 'Transaction not found' },
    });
    expect((await status(body['md5'])).status).toBe(404);
    expect((await status('xyz')).status).toBe(400);
  });
});

describe('bakong-api.online', () => {
  const create =
    '/khqr/create?amount=50&bakongid=merchant@abaa&merchantname=My%20Store&username=john';
  const SHOP = 'bakongid=merchant@abaa';
  const NOT_FOUND = { responseCode: 1, responseMessage: 'Transaction not found', data: null };

  it('answers on every path of its document, in both of its editions', async () => {
    await open();
    const { status: code, body } = await ask(`/bakong-online${create}`);
    const { md5, tran } = body as { md5: string; tran: string };
    const base = `${sandbox.url}/bakong-online`;
    expect(code).toBe(200);
    expect(body).toEqual({
      status: true,
      message: 'success',
      qr: `${base}/khqr/qr/${tran}`,
      qr_stand: `${base}/khqr/qr/stand/${tran}`,
      md5: expect.stringMatching(/^[\da-f]{32}$/),
      tran: expect.stringMatching(/^[\w-]{8}$/),
    });
    const byTran = [`/khqr/check/${tran}`, `/check/${tran}`].map((path) => `${path}?${SHOP}`);
    const paths = [...byTran, `/check_by_md5?md5=${md5}&${SHOP}`];
    const askAll = async () => {
      const answers: unknown[] = [];
      for (const path of paths) {
        answers.push((await ask(`/bakong-online${path}`)).body);
        const [bare = '', query = ''] = path.split('?');
        const fields = Object.fromEntries(new URLSearchParams(query));
        const bodies = [JSON.stringify(fields), new URLSearchParams(fields)];
        for (const sent of bodies) {
          answers.push((await ask(`/bakong-online${bare}`, { method: 'POST', body: sent })).body);
        }
      }
      return answers;
    };
    expect(await askAll()).toEqual(Array.from({ length: 9 }, () => NOT_FOUND));
    const { hash } = sandbox.bank.pay(md5);
    // Being told that it is not theirs, they have claimed nothing.
    expect((await ask(`/bakong-online/check_by_md5?md5=${md5}&bakongid=other@abaa`)).body).toEqual(
      NOT_FOUND,
    );
    expect(sandbox.bank.find(md5)?.claimedAt).toBeNull();
    const data = { status: 'SUCCESS', amount: 50, currency: 'USD', hash };
    const success = { responseCode: 0, responseMessage: 'Success', data };
    expect(await askAll()).toEqual(Array.from({ length: 9 }, () => success));
    const stranger = `/bakong-online/check_by_md5?md5=${md5}&bakongid=other@abaa`;
    expect((await ask(stranger)).body).toEqual(NOT_FOUND);
  });

  it('draws the code and the stand', async () => {
    await open();
    const { body } = await ask(`/bakong-online${create}`);
    const code = sandbox.bank.find(String(body['md5']));
    const old = `${sandbox.url}/bakong-online/qr/${String(body['tran'])}`;
    for (const url of [body['qr'], old, body['qr_stand']]) {
      const answer = await fetch(String(url));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(readQr(readPng(Buffer.from(await answer.arrayBuffer())))).toBe(code?.qrString);
    }
    expect(await ask('/bakong-online/khqr/qr/AAAAAAAA')).toMatchObject({ status: 404 });
  });

  it.each([
    '/khqr/create?bakongid=a@b&merchantname=Shop',
    '/khqr/create?amount=x&bakongid=a@b&merchantname=Shop',
    '/khqr/create?amount=5&merchantname=Shop',
    '/khqr/create?amount=5&bakongid=a@b',
    '/khqr/create?amount=5&bakongid=a@b&merchantname=A%0D%0ASet-Cookie:x',
    '/check_by_md5?bakongid=a@b',
    '/check_by_md5?md5=d60f3db96913029a2af979a1662c1e72',
    '/khqr/check/AAAAAAAA',
  ])('refuses %s', async (path) => {
    await open();
    expect(await ask(`/bakong-online${path}`)).toMatchObject({ status: 400 });
    expect(sandbox.bank.list()).toEqual([]);
  });
});

describe('faults', () => {
  it('are read, replaced and ended by the control routes', async () => {
    await open();
    const faults = { errors: 1, claim: 'once', dailyQuota: 5, latencyMs: [0, 2], seed: 7 };
    expect(await putFaults(faults)).toEqual({ status: 200, body: faults });
    expect(await ask('/sandbox/faults')).toEqual({ status: 200, body: faults });
    expect(sandbox.bank.claim).toBe('once');
    expect((await generate(order)).status).toBe(500);
    await putFaults({});
    expect((await generate(order)).status).toBe(201);
    expect(sandbox.bank.claim).toBe('repeat');
  });

  it.each([
    [{ lostAnswer: 1 }, 'There is no fault \\"lostAnswer\\"'],
    [{ errors: 2 }, 'faults.errors must be from 0 to 1'],
    [{ errors: '1' }, 'errors must be a number'],
    [{ claim: 'twice' }, "claim must be 'repeat' or 'once'"],
    [{ latencyMs: [5, 1] }, 'latencyMs must be 0 or more'],
    [{ rateLimit: { perSecond: 0 } }, 'perSecond must be more than 0'],
    [{ rateLimit: 5 }, 'rateLimit must be'],
    [{ dailyQuota: 1.5 }, 'dailyQuota must be a whole number'],
  ])('refuse %j', async (faults, sentence) => {
    await open({ faults: { claim: 'once' } });
    const { status: code, body } = await putFaults(faults);
    expect(code).toBe(400);
    expect(JSON.stringify(body)).toContain(sentence);
    expect((await ask('/sandbox/faults')).body).toEqual({ claim: 'once' });
  });

  it('say 429 with Retry-After, 401, and nothing at all', async () => {
    await open({ faults: { rateLimit: { perSecond: 1, retryAfterMs: 1500 } } });
    const calls = await Promise.all([1, 2, 3].map(() => fetchStatus()));
    const told = calls.map(({ status: code, headers }) => [code, headers.get('retry-after')]);
    expect(told).toContainEqual([429, '2']);
    await putFaults({ unauthorized: true });
    expect((await fetchStatus()).status).toBe(401);
    await putFaults({ lostAnswers: 1 });
    await expect(generate(order)).rejects.toThrow('fetch failed');
    expect(sandbox.bank.list()).toHaveLength(1);
    await putFaults({ notSent: 1 });
    await expect(generate(order)).rejects.toThrow('fetch failed');
    expect(sandbox.bank.list()).toHaveLength(1);
  });

  it('come again with their seed', async () => {
    await open();
    const run = async (seed: number) => {
      await putFaults({ errors: 0.5, seed });
      const codes: number[] = [];
      for (let times = 0; times < 20; times += 1) codes.push((await fetchStatus()).status);
      return codes;
    };
    const first = await run(11);
    expect(new Set(first)).toEqual(new Set([404, 500]));
    expect(await run(11)).toEqual(first);
    expect(await run(12)).not.toEqual(first);
  });

  const fetchStatus = () =>
    fetch(`${sandbox.url}/api/v1/khqr/status?md5=${'0'.repeat(32)}`, { headers: KEY });
});
