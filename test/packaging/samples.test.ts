import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A built sample as its start command runs it, on a free port, until it has said where it is. */
async function open(name: string, variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`sample/${name}/dist/main.js`], {
    env: { ...process.env, PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  ends.push(() => {
    child.kill('SIGKILL');
    return exit;
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.includes('curl ')) break;
  }
  child.stdout.resume();
  const find = (pattern: RegExp): string => pattern.exec(lines.join('\n'))?.[1] ?? '';
  return {
    url: find(/ is open: +(\S+)/),
    page: find(/pay at (\S+)/),
    async end(): Promise<unknown> {
      child.kill('SIGTERM');
      // Nest ends what is under way, and passes the signal on.
      return (await exit)[1];
    },
    /** What it says where it does not start. */
    async complaint(): Promise<string> {
      const [text] = (await child.stderr.toArray()) as Buffer[];
      return String(text);
    },
  };
}

async function ask(url: string, headers: Record<string, string>, body?: object) {
  const answer = await fetch(url, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const ORDER = { amount: 5, currency: 'USD', note: 'Order #1234' };

describe('the samples, built', () => {
  it('02-gateway serves two merchants over a simulated bank that can scan their codes, and ends', async () => {
    const { url, page, end } = await open('02-gateway');
    const tea = { 'x-api-key': 'sk_test_tea_house' };
    const { status, body } = await ask(`${url}/khqr/generate`, tea, ORDER);
    expect(status).toBe(201);
    const statusUrl = `${url}/khqr/status?md5=${String(body['md5'])}`;
    expect((await ask(statusUrl, tea)).body).toMatchObject({ status: 'WAITING', amount: 5 });
    expect((await ask(statusUrl, { 'x-api-key': 'sk_test_book_shop' })).status).toBe(404);
    const scanned = await ask(`${page}/sandbox/scan`, {}, { qr: body['qr_string'] });
    expect(scanned).toMatchObject({ status: 201, body: { md5: body['md5'] } });
    expect(await end()).toBe('SIGTERM');
  });

  it('03-flutter-backend answers an app, and ends', async () => {
    const { url, page, end } = await open('03-flutter-backend');
    const { status, body } = await ask(`${url}/generate-qr`, {}, ORDER);
    expect([status, body['qr_image_url']]).toEqual([201, `${url}/qr/${String(body['md5'])}`]);
    expect((await fetch(String(body['qr_image_url']))).status).toBe(200);
    const md5 = String(body['md5']);
    expect((await ask(`${url}/payment-status?md5=${md5}`, {})).body['status']).toBe('WAITING');
    expect((await ask(`${page}/sandbox/payments/${md5}`, {})).status).toBe(200);
    expect(await end()).toBe('SIGTERM');
  });

  it('02-gateway takes no real money with the keys of this page', async () => {
    const { complaint } = await open('02-gateway', { BAKONG_TOKEN: 'a.b.c' });
    expect(await complaint()).toBe('With BAKONG_TOKEN there must be TEA_BAKONG_ID, too.\n');
  });
});
