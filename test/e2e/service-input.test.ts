import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KhqrNotFoundError, KhqrRequestError, type KhqrService } from 'nestjs-khqr';
import { SqlitePaymentStore } from 'nestjs-khqr/sqlite';
import { rejection } from '../support/caught.js';
import { openHost, type Host } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

/** What a controller may be sent in place of an id. */
const STRANGE: unknown[] = [undefined, null, 5, {}, ['a'], '', 'a\0b', 'a\ud800', '__proto__'];

type Call = (khqr: KhqrService, id: string) => Promise<unknown>;
const CALLS: Record<string, Call> = {
  checkPayment: (khqr, id) => khqr.checkPayment(id),
  waitForPayment: (khqr, id) => khqr.waitForPayment(id),
  cancelPayment: (khqr, id) => khqr.cancelPayment(id),
  markWatched: (khqr, id) => khqr.markWatched(id),
  getDeeplink: (khqr, id) => khqr.getDeeplink(id),
};

describe('an id that nobody can have', () => {
  const provider = new ScriptedProvider();
  let host: Host;
  beforeAll(async () => {
    host = await openHost({ provider, store: new SqlitePaymentStore({ path: ':memory:' }) });
  });
  afterAll(() => host.app.close());

  it.each(Object.entries(CALLS))('was a TypeError of %s', async (_name, call) => {
    for (const id of STRANGE) {
      const error = await rejection(call(host.khqr, id as string));
      expect(error).toBeInstanceOf(KhqrNotFoundError);
    }
    expect(provider.checks).toHaveLength(0);
  });

  it.each(['id', 'md5', 'reference'])('is nobody’s %s', async (key) => {
    for (const text of STRANGE.filter((value) => typeof value === 'string')) {
      expect(await host.khqr.getPayment({ [key]: text } as { id: string })).toBeNull();
    }
  });
});

it('`replace` in text, as forms send it, was taken for false', async () => {
  const provider = new ScriptedProvider();
  const { app, khqr } = await openHost({ provider });
  const ask = { reference: 'order-1', amount: 1, currency: 'USD' } as const;
  const first = await khqr.createPayment(ask);
  const error = await rejection(
    khqr.createPayment({ ...ask, amount: 2, replace: 'true' as unknown as boolean }),
  );
  expect(error).toBeInstanceOf(KhqrRequestError);
  expect(error).toMatchObject({ field: 'replace' });
  expect(await khqr.getPayment({ reference: 'order-1' })).toEqual(first);
  expect(provider.creates).toHaveLength(1);
  await app.close();
});
