import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { jsonResponse } from '../../../lib/web/json.response.js';
import { startNodeServer, type NodeServer } from '../../../lib/web/node.server.js';
import type { WebHandler, WebRequest, WebRoute } from '../../../lib/web/web-exchange.js';

let server: NodeServer | undefined;
afterEach(() => server?.close());

const errors: unknown[] = [];

async function open(...routes: readonly WebRoute[]): Promise<string> {
  server = await startNodeServer({
    mounts: [{ prefix: '/api', routes }],
    host: '127.0.0.1',
    port: 0,
    failed: (error) => errors.push(error),
  });
  return server.url;
}

function keeper() {
  const seen: WebRequest[] = [];
  const handler: WebHandler = (request) => {
    seen.push(request);
    return Promise.resolve(jsonResponse(200, { said: 'ok' }));
  };
  return { seen, handler };
}

describe('the server', () => {
  it('hands over what was asked', async () => {
    const { seen, handler } = keeper();
    const url = await open({ method: 'POST', path: '/things/:id/:what', handler });
    const answer = await fetch(`${url}/api/things/a%20b/x?md5=1&md5=2`, {
      method: 'POST',
      headers: { 'X-API-Key': 'secret', 'content-type': 'application/json' },
      body: '{"amount":5}',
    });
    expect(await answer.json()).toEqual({ said: 'ok' });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        params: { id: 'a b', what: 'x' },
        body: { kind: 'json', value: { amount: 5 } },
        headers: { 'x-api-key': 'secret' },
        baseUrl: `${url}/api`,
      },
    ]);
    expect(seen[0]?.query.get('md5')).toBe('1');
  });

  it.each([
    ['', 'application/json', { kind: 'none' }],
    ['{"a":', 'application/json', { kind: 'malformed' }],
    ['\xff\xfe', 'application/json', { kind: 'json' }],
    ['bakongid=a%40b&x=1', 'application/x-www-form-urlencoded', { value: { bakongid: 'a@b' } }],
    ['x'.repeat(8193), 'text/plain', { kind: 'too-large' }],
    [`"${'x'.repeat(8190)}"`, 'text/plain', { kind: 'json' }],
  ])('reads the body %#', async (body, type, expected) => {
    const { seen, handler } = keeper();
    const url = await open({ method: 'PUT', path: '/', handler });
    const bytes = body === '\xff\xfe' ? Buffer.from('"ÿ"') : body;
    const headers = { 'content-type': type };
    const answer = await fetch(`${url}/api/`, { method: 'PUT', body: bytes, headers });
    expect(answer.status).toBe(200);
    expect(seen[0]?.body).toMatchObject(expected);
  });

  it('takes bytes that are no UTF-8 for malformed', async () => {
    const { seen, handler } = keeper();
    const url = await open({ method: 'PUT', path: '/', handler });
    await fetch(`${url}/api/`, { method: 'PUT', body: Buffer.from([0x22, 0xff, 0x22]) });
    expect(seen[0]?.body).toEqual({ kind: 'malformed' });
  });

  it('answers HEAD and OPTIONS by itself, and says which methods there are', async () => {
    const { handler } = keeper();
    const url = await open(
      { method: 'GET', path: '/a', handler },
      { method: 'POST', path: '/a', handler },
    );
    const head = await fetch(`${url}/api/a`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      '13',
      '',
    ]);
    const options = await fetch(`${url}/api/a`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([
      204,
      'GET, HEAD, OPTIONS, POST',
    ]);
    const put = await fetch(`${url}/api/a`, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
    expect(await put.json()).toEqual({ error: 'Method not allowed' });
  });

  it.each(['/api/b', '/a', '/api/a/', '/api/%E0%A4%A', '//api/a'])(
    'has nothing at %s',
    async (path) => {
      const { handler } = keeper();
      const url = await open({ method: 'GET', path: '/a', handler });
      const answer = await fetch(url + path);
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'Not found' }]);
    },
  );

  it('tells the client nothing of an error, and the owner everything', async () => {
    const url = await open({
      method: 'GET',
      path: '/a',
      handler: () => Promise.reject(new Error('the disk is full')),
    });
    const answer = await fetch(`${url}/api/a`);
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'Server error' }]);
    expect(errors).toEqual([new Error('the disk is full')]);
  });

  it('breaks off where the handler says so', async () => {
    const url = await open({ method: 'GET', path: '/a', handler: () => Promise.resolve(null) });
    await expect(fetch(`${url}/api/a`)).rejects.toThrow('fetch failed');
  });

  it('keeps a name out of its URLs that is no host', async () => {
    const { seen, handler } = keeper();
    const url = await open({ method: 'GET', path: '/a', handler });
    const { port } = new URL(url);
    const answer = await raw(
      Number(port),
      'GET /api/a HTTP/1.1\r\nHost: a"b/c\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(seen[0]?.baseUrl).toBe(`http://127.0.0.1:${port}/api`);
  });

  it('ends what is under way before it closes', async () => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      void open({
        method: 'GET',
        path: '/slow',
        handler: async () => {
          await new Promise<void>((done) => {
            answer = done;
            resolve();
          });
          return jsonResponse(200, 'done');
        },
      }).then((url) => {
        response = fetch(`${url}/api/slow`).then((told) => told.json());
      });
    });
    let response: Promise<unknown> | undefined;
    await asked;
    const closed = server?.close();
    answer();
    expect(await response).toBe('done');
    await closed;
  });

  it('says that a port is taken', async () => {
    const url = await open();
    const port = Number(new URL(url).port);
    const again = startNodeServer({ mounts: [], host: '127.0.0.1', port, failed: () => undefined });
    await expect(again).rejects.toThrow(`The address 127.0.0.1:${port} is taken`);
  });
});

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => {
      resolve(text);
    });
    socket.on('error', reject);
  });
}
