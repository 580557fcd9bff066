import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../../lib/clock/system.clock.js';
import { parseBaseUrl } from '../../../../lib/providers/http/base-url.js';
import { HttpClient, type HttpClientOptions } from '../../../../lib/providers/http/http-client.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';
import { VERSION } from '../../../../lib/version.js';
import { listen, listenTcp } from '../../../contract/provider/support/loopback.js';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function keep<T extends { close(): Promise<void> }>(thing: T): T {
  open.push(() => thing.close());
  return thing;
}

function clientOf(origin: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const clock = new SystemClock();
  return keep(new HttpClient({ baseUrl: parseBaseUrl(origin), clock, ...options }));
}

const get = (client: HttpClient) => client.send({ method: 'GET', path: '/x', label: 'GET /x' });

/** A promise and the hand that fulfils it. */
function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}

describe('the HTTP client', () => {
  it("says who asks, in the package's version", async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const server = keep(await listen((_, response) => response.end('{}')));
    await get(clientOf(server.origin));
    expect(server.requests[0]?.headers['user-agent']).toBe(`nestjs-khqr/${version}`);
  });

  it('keeps connections and uses them again', async () => {
    const ports = new Set<number | undefined>();
    const server = keep(
      await listen((_, response) => {
        ports.add(response.socket?.remotePort);
        response.end('{}');
      }),
    );
    const client = clientOf(server.origin);
    for (let index = 0; index < 10; index += 1) expect(await get(client)).toHaveProperty('answer');
    // A connection rests for one turn of the event loop after an answer; the next request takes its neighbour.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('has one request at a time on a connection, and never sends what was given up while it waited', async () => {
    const paths: string[] = [];
    const { given: arrived, give } = signal();
    const server = keep(
      await listen(({ path }, response) => {
        paths.push(path);
        give();
        if (path === '/third') response.end('{}');
      }),
    );
    const clock = new KhqrTestClock();
    const client = clientOf(server.origin, { connections: 1, clock });
    const send = (path: string) => client.send({ method: 'GET', path, label: path });
    const [first, second] = [send('/first'), send('/second')];
    await arrived;
    await clock.advance(10_000);
    expect(await first).toMatchObject({ failure: { kind: 'in-doubt' } });
    expect(await second).toMatchObject({ failure: { kind: 'not-sent' } });
    // It stands behind the second in the queue: when it has been answered, the second has had its turn.
    expect(await send('/third')).toHaveProperty('answer');
    expect(paths).toEqual(['/first', '/third']);
  });

  it('gives each call its own deadline with one timer', async () => {
    const server = keep(await listen(() => undefined));
    const clock = new KhqrTestClock();
    const client = clientOf(server.origin, { clock, deadlineMs: 1_000 });
    const ends: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      void get(client).then(() => ends.push(`${name} ${String(clock.monotonic())}`));
      await clock.advance(100);
    }
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(5_000);
    expect(ends.map((end) => end[0])).toEqual(['a', 'b', 'c']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('reads the answer that came while the process stood still past the deadline', async () => {
    const server = keep(
      await listen((_, response) => {
        response.end('{"paid":true}');
        const until = performance.now() + 300;
        while (performance.now() < until);
      }),
    );
    const outcome = await get(clientOf(server.origin, { deadlineMs: 150 }));
    expect('answer' in outcome && outcome.answer.json()).toEqual({ json: { paid: true } });
  });

  it('drains what is under way when it is closed, and refuses what comes after', async () => {
    const { given: arrived, give } = signal();
    const { given: release, give: letGo } = signal();
    const server = keep(
      await listen((_, response) => {
        give();
        void release.then(() => response.end('{"late":true}'));
      }),
    );
    const client = clientOf(server.origin);
    const pending = get(client);
    await arrived;
    const closed = client.close();
    expect(await get(client)).toMatchObject({
      failure: { kind: 'not-sent', message: expect.stringContaining('closed') },
    });
    letGo();
    const outcome = await pending;
    expect('answer' in outcome && outcome.answer.json()).toEqual({ json: { late: true } });
    await closed;
    await client.close();
    expect(server.requests).toHaveLength(1);
  });

  it('trusts no certificate that nobody vouches for, whatever the environment says', async () => {
    const file = (name: string) =>
      readFileSync(`test/fixtures/providers/tls/self-signed.${name}.pem`);
    let requests = 0;
    const server = createTlsServer({ key: file('key'), cert: file('cert') }, () => (requests += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await get(clientOf(`https://127.0.0.1:${String(port)}`))).toMatchObject({
        failure: { kind: 'not-sent', message: expect.stringContaining('SELF_SIGNED') },
      });
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
    expect(requests).toBe(0);
  });

  it('passes over interim answers and takes the final one', async () => {
    const server = keep(
      await listenTcp((_, socket) =>
        socket.end(
          'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
        ),
      ),
    );
    const outcome = await get(clientOf(server.origin));
    expect('answer' in outcome && outcome.answer.json()).toEqual({ json: {} });
  });

  it.each([
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8 text'],
    ['not JSON', Buffer.from('{"a":'), 'is not JSON: {"a":'],
    ['empty', Buffer.alloc(0), 'is not JSON: (empty)'],
    ['deeper than anything', Buffer.from('['.repeat(60_000)), 'is not JSON: ['],
  ])('has no JSON where the body is %s', async (_, body, why) => {
    const server = keep(await listen((__, response) => response.end(body)));
    const outcome = await get(clientOf(server.origin));
    expect('answer' in outcome && outcome.answer.json()).toEqual({
      unusable: expect.stringContaining(why),
    });
  });
});
