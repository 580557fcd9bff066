import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type SandboxServer } from '../../lib/sandbox/index.js';

let sandbox: SandboxServer;
beforeEach(async () => {
  sandbox = await startSandbox({ faults: { claim: 'once' } });
});
afterEach(() => sandbox.close());

const CREATE = '/bakong-online/khqr/create?amount=5&bakongid=dara@abaa&merchantname=Dara';

async function ask(path: string, init?: RequestInit) {
  const answer = await fetch(sandbox.url + path, init);
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text || '{}') as Record<string, unknown> };
}

const KEY = { 'x-api-key': 'sk_test_sandbox' };

function generate() {
  const body = JSON.stringify({ amount: 5, currency: 'USD', note: 'Order #1' });
  return ask('/api/v1/khqr/generate', { method: 'POST', headers: KEY, body });
}

describe('the sandbox', () => {
  it('makes and claims nothing for who wants no answer', async () => {
    expect(await ask(CREATE, { method: 'HEAD' })).toMatchObject({ status: 405 });
    expect(sandbox.bank.list()).toEqual([]);
    const md5 = String((await ask(CREATE)).body['md5']);
    sandbox.bank.pay(md5);
    const check = `/bakong-online/check_by_md5?md5=${md5}&bakongid=dara@abaa`;
    expect(await ask(check, { method: 'HEAD' })).toMatchObject({ status: 405 });
    expect(sandbox.bank.stats().checks).toBe(0);
  });

  it.each(['cross-site', 'same-site'])(
    'makes no code for a page of elsewhere: %s',
    async (site) => {
      const headers = { 'sec-fetch-site': site };
      expect(await ask(CREATE, { headers })).toMatchObject({ status: 403 });
      expect(sandbox.bank.list()).toEqual([]);
      const { body } = await ask(CREATE, { headers: { 'sec-fetch-site': 'none' } });
      // Pictures are for any page.
      const picture = await fetch(String(body['qr']), { headers });
      expect(picture.status).toBe(200);
    },
  );

  it('lets only the service that knows claims claim', async () => {
    const { body } = await generate();
    const md5 = String(body['md5']);
    const { payee } = sandbox.bank.find(md5) ?? {};
    sandbox.bank.pay(md5);
    const online = `/bakong-online/check_by_md5?md5=${md5}&bakongid=${payee?.bakongId ?? ''}`;
    expect((await ask(online)).body).toMatchObject({ responseCode: 0 });
    const told = await ask(`/api/v1/khqr/status?md5=${md5}`, { headers: KEY });
    expect(told.body['status']).toBe('PAID');
    expect(await ask(`/api/v1/khqr/status?md5=${md5}`, { headers: KEY })).toMatchObject({
      status: 409,
    });
    expect((await ask(online)).body).toMatchObject({ responseCode: 0 });
  });

  it('takes an md5 in capitals', async () => {
    const { body } = await generate();
    const capitals = String(body['md5']).toUpperCase();
    const paid = await ask(`/sandbox/payments/${capitals}/pay`, { method: 'POST' });
    expect(paid).toMatchObject({ status: 200, body: { md5: body['md5'] } });
    expect((await fetch(`${sandbox.url}/api/v1/qr/${capitals}`)).status).toBe(200);
  });
});
