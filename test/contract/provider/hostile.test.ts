import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import type { KhqrProvider } from '../../../lib/providers/khqr-provider.port.js';
import { deadOrigin, listen, listenTcp, type Loopback } from './support/loopback.js';
import { CANARY_KEY, everythingOf, providerOf } from './support/providers.js';
import {
  play,
  recordedCheck,
  recordedCreate,
  recordings,
  type ProviderName,
} from './support/recordings.js';

const PROVIDERS: readonly [ProviderName][] = [['apikhqr'], ['bakong-online']];
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function keep<T extends { close?(): Promise<void> }>(thing: T): T {
  open.push(async () => thing.close?.());
  return thing;
}

async function serve(
  name: ProviderName,
  handle: (response: ServerResponse) => void,
): Promise<{ server: Loopback; provider: KhqrProvider }> {
  const server = keep(await listen((_, response) => handle(response)));
  return { server, provider: keep(providerOf(name, server.origin)) };
}

/** A create and a check against the same server: what one must survive, the other must too. */
async function both(name: ProviderName, provider: KhqrProvider) {
  const [recording] = recordings(name, 'create');
  if (!recording) throw new Error('No recording.');
  const { name: title, from, call, answer, expected } = recording;
  const plain = { name: title, from, call, answer, expected };
  return [
    await provider.createPayment(recordedCreate(name, plain)),
    await provider.checkPayment(recordedCheck(name, plain)),
  ] as const;
}

const failedAs = (failure: object) => [
  expect.objectContaining({ outcome: 'failed', failure: expect.objectContaining(failure) }),
  expect.objectContaining({ outcome: 'unknown', failure: expect.objectContaining(failure) }),
];

describe.each(PROVIDERS)('%s against a hostile or broken network', (name) => {
  it.each([301, 302, 303, 307, 308])(
    'does not follow a %i, and its key stays at home',
    async (status) => {
      const elsewhere = keep(await listen((_, response) => response.end('{}')));
      const { server, provider } = await serve(name, (response) =>
        play({ status, headers: { location: `${elsewhere.origin}/x` }, text: '' }, response),
      );
      expect(await both(name, provider)).toEqual(failedAs({ kind: 'in-doubt', status }));
      expect(server.requests).toHaveLength(2);
      expect(elsewhere.requests).toHaveLength(0);
    },
  );

  it('never unpacks a gzip bomb, asked for or not', async () => {
    const bomb = gzipSync(Buffer.alloc(8_000_000, ' '));
    const { provider } = await serve(name, (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    expect(await both(name, provider)).toEqual(
      failedAs({ kind: 'in-doubt', message: expect.stringContaining('compressed') }),
    );
  });

  it('refuses an announced body over 64 kB without reading it', async () => {
    const { provider } = await serve(name, (response) => {
      response.writeHead(200, { 'content-length': '65537' });
      response.write('{');
    });
    expect(await both(name, provider)).toEqual(
      failedAs({ kind: 'in-doubt', message: expect.stringContaining('65536 bytes') }),
    );
  });

  it('stops reading an endless body at 64 kB', async () => {
    const hungUp: Promise<unknown>[] = [];
    const { provider } = await serve(name, (response) => {
      response.writeHead(200);
      hungUp.push(new Promise((resolve) => response.on('close', resolve)));
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });
    expect(await both(name, provider)).toEqual(
      failedAs({ kind: 'in-doubt', message: expect.stringContaining('65536 bytes') }),
    );
    expect(hungUp).toHaveLength(2);
    await Promise.all(hungUp);
  });

  it('reads a good answer of exactly 64 kB', async () => {
    // The second recording of both is the documents' own "not paid yet".
    const text = JSON.stringify(recordings(name, 'check')[1]?.answer.json).padEnd(65_536, ' ');
    const { provider } = await serve(name, (response) => play({ status: 200, text }, response));
    const [, answer] = await both(name, provider);
    expect(answer.outcome).toBe('pending');
  });

  it('ends a drip after 10 s in all, however alive it looks', async () => {
    const clock = new KhqrTestClock();
    const drip = keep(
      await listenTcp((_, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{');
        arrived();
      }),
    );
    let arrived = (): void => undefined;
    const provider = keep(providerOf(name, drip.origin, {}, { clock }));
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    let answer: unknown;
    const [recording] = recordings(name, 'check');
    if (!recording) throw new Error('No recording.');
    const check = provider
      .checkPayment(recordedCheck(name, { ...recording, payment: {} }))
      .then((told) => (answer = told));
    await reached;
    await clock.advance(9_999);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    await check;
    expect(answer).toMatchObject({
      outcome: 'unknown',
      failure: { kind: 'in-doubt', message: expect.stringContaining('10 s') },
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const provider = keep(providerOf(name, await deadOrigin()));
    expect(await both(name, provider)).toEqual(
      failedAs({ kind: 'not-sent', message: expect.stringContaining('ECONNREFUSED') }),
    );
  });

  it('knows that nothing was sent where the name does not resolve', async () => {
    const provider = keep(providerOf(name, 'https://khqr-nobody.invalid'));
    expect(await both(name, provider)).toEqual(failedAs({ kind: 'not-sent' }));
  });

  it('says in doubt when the connection ends without a word', async () => {
    const server = keep(await listenTcp((_, socket) => socket.destroy()));
    const provider = keep(providerOf(name, server.origin));
    expect(await both(name, provider)).toEqual(
      failedAs({ kind: 'in-doubt', message: expect.stringContaining('lost on the way') }),
    );
  });

  it('never repeats a request that got no answer', async () => {
    let requests = 0;
    const server = keep(
      await listenTcp((_, socket) => {
        requests += 1;
        socket.destroy();
      }),
    );
    const provider = keep(providerOf(name, server.origin));
    await both(name, provider);
    expect(requests).toBe(2);
  });

  it.each([200, 201, 302, 400, 401, 403, 404, 409, 422, 429, 500])(
    'repeats no key that a %i echoes, however it is written',
    async (status) => {
      const echo = { error: `bad key ${CANARY_KEY}`, md5: CANARY_KEY, key: CANARY_KEY };
      const escaped = JSON.stringify(echo).replaceAll('sk_live', '\\u0073k_live');
      const texts = [
        JSON.stringify(echo),
        escaped,
        `<h1>${CANARY_KEY}</h1>`,
        `https://x/?k=${encodeURIComponent(CANARY_KEY)}`,
      ];
      for (const text of texts) {
        const { provider } = await serve(name, (response) => play({ status, text }, response));
        await provider.start?.();
        const answers = await both(name, provider);
        if (name === 'apikhqr') expect(everythingOf(answers)).not.toContain(CANARY_KEY);
        expect(everythingOf(answers)).not.toContain('?k=sk');
      }
    },
  );
});
