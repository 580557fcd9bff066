import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  KhqrAuthenticationError,
  KhqrOperations,
  KhqrService,
  MemoryPaymentStore,
  OnKhqrAlert,
  PaymentTracker,
  type KhqrAlertEvent,
} from 'nestjs-khqr';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';

const CANARY = 'sk_live_CANARY_7f3a';
const ORDER = { reference: 'order-1', amount: '5.00', currency: 'USD' } as const;

@Injectable()
class Alerts {
  readonly heard: KhqrAlertEvent[] = [];

  @OnKhqrAlert()
  hear(event: KhqrAlertEvent): void {
    this.heard.push(event);
  }
}

/** A provider that repeats the key wherever it can. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const servers: { close: () => void }[] = [];

async function provider(answer: Answer): Promise<string> {
  const server = createServer(answer);
  servers.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
}

const json =
  (status: number): Answer =>
  (request, response) => {
    const key = String(request.headers['x-api-key']);
    response.writeHead(status, { 'content-type': 'application/json', 'x-echo': key });
    response.end(JSON.stringify({ success: false, error: `key ${key}`, message: key, md5: key }));
  };
const html: Answer = (request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<h1>${String(request.headers['x-api-key'])}</h1>`);
};
const redirect: Answer = (request, response) => {
  response.writeHead(302, {
    location: `https://x.invalid/?k=${String(request.headers['x-api-key'])}`,
  });
  response.end();
};
const hangUp: Answer = (request) => void request.socket.destroy();

describe('a secret', () => {
  afterEach(() => {
    for (const { close } of servers.splice(0)) close();
  });

  it.each<[string, Answer]>([
    ['400', json(400)],
    ['401', json(401)],
    ['403', json(403)],
    ['409', json(409)],
    ['422', json(422)],
    ['429', json(429)],
    ['500', json(500)],
    ['200 without a code', json(200)],
    ['201 without a code', json(201)],
    ['HTML', html],
    ['a redirect', redirect],
    ['a connection that ends', hangUp],
  ])('is in no error, log line, event, row or history after %s', async (_what, answer) => {
    const baseUrl = await provider(answer);
    for (const apiKey of [CANARY, async () => CANARY]) {
      const store = new MemoryPaymentStore();
      const { app, khqr, lines, clock } = await openHost(
        { provider: 'apikhqr', apiKey, baseUrl, store, tracker: { enabled: false } },
        { providers: [Alerts] },
      );
      const told: unknown[] = [];
      app.get(EventEmitter2).onAny((name, value) => told.push([name, value]));
      const md5 = 'a'.repeat(32);
      const expiresAt = new Date(clock.now() + 300_000);
      const adopted = await khqr.adoptPayment({ ...ORDER, md5, expiresAt });
      await clock.advance(3_000);
      const checked = await khqr.checkPayment(adopted.id);
      const error = await rejection(khqr.createPayment({ ...ORDER, reference: 'order-2' }));
      await clock.advance(10_000);
      const operations = app.get(KhqrOperations);
      const seen = [
        [error, (error as Error).stack, JSON.stringify(error), (error as Error).cause],
        checked,
        lines,
        told,
        app.get(Alerts).heard,
        await operations.getHistory(adopted.id),
        await operations.listPayments(),
        await operations.listDeliveries(),
        await store.listLanes(),
        await app.get(PaymentTracker).stats(),
      ];
      expect(
        inspect(seen, { depth: 12, maxArrayLength: null, maxStringLength: null }),
      ).not.toContain('CANARY');
      // What a person prints by mistake.
      expect(inspect(app.get(KhqrService), { depth: 0 })).not.toContain('CANARY');
      await app.close();
    }
  });

  it('that its function cannot get is an error without it', async () => {
    const baseUrl = await provider(json(200));
    const apiKey = (): Promise<string> => Promise.reject(new Error('The vault is closed.'));
    const error = await rejection(openHost({ provider: 'apikhqr', apiKey, baseUrl }));
    expect(error).toMatchObject({ code: expect.stringMatching(/^KHQR_/) });
    expect((error as Error).message).toContain("apiKey function of account 'default'");
  });

  it.each(['', '   ', 'two words', 5, undefined])(
    'from a function must be one word: %j',
    async (answer) => {
      const apiKey = (): Promise<string> => Promise.resolve(answer as string);
      const error = await rejection(openHost({ provider: 'apikhqr', apiKey }));
      expect(error).toMatchObject({ code: expect.stringMatching(/^KHQR_/) });
    },
  );

  it('that is refused says so at the create, and once to a person', async () => {
    const baseUrl = await provider(json(401));
    const { app, khqr, clock } = await openHost(
      { provider: 'apikhqr', apiKey: CANARY, baseUrl },
      { providers: [Alerts] },
    );
    for (const reference of ['a', 'b', 'c']) {
      const error = await rejection(khqr.createPayment({ ...ORDER, reference }));
      expect(error).toBeInstanceOf(KhqrAuthenticationError);
    }
    await clock.advance(1_000);
    expect(app.get(Alerts).heard.map(({ kind }) => kind)).toEqual(['lane-stopped']);
    await app.close();
  });
});
