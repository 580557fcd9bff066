import { afterEach, describe, expect, it } from '@jest/globals';
import { KhqrConfigurationError } from '../../../lib/errors/khqr-configuration.error.js';
import type { KhqrProvider } from '../../../lib/providers/khqr-provider.port.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { listen, type Loopback } from '../../contract/provider/support/loopback.js';
import { apikhqr, bakongOnline } from '../../contract/provider/support/providers.js';
import {
  play,
  recordedCheck,
  recordedCreate,
  recordings,
  type Recording,
} from '../../contract/provider/support/recordings.js';

const open: { close?(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close?.();
});

function keep<T extends { close?(): Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}

function recorded(provider: 'apikhqr' | 'bakong-online', file: 'create' | 'check'): Recording {
  const [first] = recordings(provider, file);
  if (!first) throw new Error('No recording.');
  return first;
}

const created = recorded('apikhqr', 'create');
const checked = recorded('apikhqr', 'check');

/** An APIKHQR that knows one key and writes down which keys it was shown. */
async function keyedServer(good: () => string): Promise<{ server: Loopback; keys: string[] }> {
  const keys: string[] = [];
  const server = keep(
    await listen(({ method, headers }, response) => {
      const key = String(headers['x-api-key']);
      keys.push(key);
      if (key !== good()) play({ status: 401, json: { error: `Bad key ${key}` } }, response);
      else play((method === 'POST' ? created : checked).answer, response);
    }),
  );
  return { server, keys };
}

const check = (provider: KhqrProvider) => provider.checkPayment(recordedCheck('apikhqr', checked));
const create = (provider: KhqrProvider) =>
  provider.createPayment(recordedCreate('apikhqr', created));

describe('the lane', () => {
  const origin = 'https://api.example';
  const lane = (provider: KhqrProvider) => keep(provider).lane;

  it('is a hash that is the same for the same account, and for two spellings of one address', () => {
    expect(lane(apikhqr(origin))).toMatch(/^[0-9a-f]{32}$/);
    expect(lane(apikhqr(origin))).toBe(lane(apikhqr('HTTPS://API.example:443')));
    expect(lane(bakongOnline(origin))).toBe(lane(bakongOnline(`${origin}/`)));
  });

  it('is another one for another provider, host, path or key', () => {
    const lanes = [
      apikhqr(origin),
      apikhqr('https://other.example'),
      apikhqr(origin, { baseUrl: `${origin}/api/v2` }),
      apikhqr(origin, { apiKey: 'sk_other' }),
      apikhqr(origin, { apiKey: async () => 'sk_other' }),
      apikhqr(origin, { apiKey: async () => 'sk_other' }, { account: 'branch' }),
      bakongOnline(origin),
    ].map(lane);
    expect(new Set(lanes).size).toBe(lanes.length);
  });

  it('of bakong-online is its host, whoever is paid', () => {
    expect(lane(bakongOnline(origin, { bakongId: 'a@b' }))).toBe(lane(bakongOnline(origin)));
  });
});

describe('a key from a function', () => {
  it('is asked for at the start, and again when it is refused; nothing is repeated', async () => {
    let good = 'one';
    let asked = 0;
    const { server, keys } = await keyedServer(() => good);
    const apiKey = async () => {
      asked += 1;
      return good;
    };
    const provider = keep(apikhqr(server.origin, { apiKey }));
    await provider.start();
    expect(await check(provider)).toMatchObject({ outcome: 'paid' });
    good = 'two';
    const refused = await Promise.all([check(provider), check(provider), create(provider)]);
    for (const answer of refused) {
      expect(answer).toMatchObject({
        failure: { kind: 'not-sent', message: expect.stringContaining('new one') },
      });
    }
    expect(asked).toBe(2);
    expect(keys).toEqual(['one', 'one', 'one', 'one']);
    expect(await create(provider)).toMatchObject({ outcome: 'created' });
    expect(await check(provider)).toMatchObject({ outcome: 'paid' });
    expect(keys.slice(4)).toEqual(['two', 'two']);
  });

  it('stops the lane where the function has no other key, or fails', async () => {
    const { server } = await keyedServer(() => 'another');
    let broken = false;
    const apiKey = async () => {
      if (broken) throw new Error('sealed');
      return 'sk_canary_old';
    };
    const provider = keep(apikhqr(server.origin, { apiKey }));
    await provider.start();
    for (broken of [false, true]) {
      const answer = await check(provider);
      expect(answer).toMatchObject({ failure: { kind: 'lane', reason: 'stopped', status: 401 } });
      expect(JSON.stringify(answer)).not.toContain('sk_canary_old');
    }
  });

  it('sends nothing without a key, and does not start', async () => {
    const { server, keys } = await keyedServer(() => 'one');
    const apiKey = () => Promise.reject(new Error('sealed'));
    const provider = keep(apikhqr(server.origin, { apiKey }));
    await expect(provider.start()).rejects.toThrow("apiKey function of account 'default' failed");
    expect(await check(provider)).toMatchObject({ failure: { kind: 'not-sent' } });
    expect(await create(provider)).toMatchObject({ failure: { kind: 'not-sent' } });
    expect(keys).toEqual([]);
  });

  it('is waited for no longer than the call may take in all', async () => {
    const { server } = await keyedServer(() => 'two');
    const clock = new KhqrTestClock();
    let asked = 0;
    const apiKey = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve('one') : new Promise<string>(() => undefined);
    };
    const provider = keep(apikhqr(server.origin, { apiKey }, { clock }));
    await provider.start();
    let answer: unknown;
    const done = check(provider).then((told) => (answer = told));
    // The refusal has to come over the network first.
    while (asked < 2) await clock.advance(0);
    await clock.advance(9_999);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    await done;
    expect(answer).toMatchObject({ failure: { kind: 'lane', reason: 'stopped' } });
  });
});

describe('what cannot be used is refused before anything is opened', () => {
  it.each([
    [() => apikhqr('https://x.example', { apiKey: undefined }), 'apiKey'],
    [() => apikhqr('https://x.example', { apiKey: ' ' }), 'apiKey'],
    [() => apikhqr('http://x.example'), 'https'],
    [() => bakongOnline('http://x.example'), 'https'],
    [() => bakongOnline('https://x.example', { bakongId: ' ' }), 'bakongId'],
    [() => bakongOnline('https://x.example', { merchantName: '' }), 'merchantName'],
    [() => bakongOnline('https://x.example', { paths: { create: 'khqr' } }), 'paths.create'],
    [() => bakongOnline('https://x.example', { paths: { create: '/a?b=1' } }), 'paths.create'],
    [
      () => bakongOnline('https://x.example', { paths: { checkByMd5: '/a b' } }),
      'paths.checkByMd5',
    ],
    [() => bakongOnline('https://x.example', { paths: { checkByTran: '/check' } }), ':tran'],
    [() => bakongOnline('https://x.example', { paths: { checkByTran: '/a/:trans' } }), ':tran'],
  ])('%#', (make, says) => {
    expect(make).toThrow(KhqrConfigurationError);
    expect(make).toThrow(says);
  });
});

describe('bakong-online', () => {
  const made = recorded('bakong-online', 'create');
  const request = { ...recordedCreate('bakong-online', made), note: 'table 4' };

  it('asks the username function for each payment', async () => {
    const server = keep(await listen((_, response) => play(made.answer, response)));
    const username = ({ reference, note }: { reference: string; note: string | null }) =>
      `${reference}/${note ?? ''}`;
    const provider = keep(bakongOnline(server.origin, { username }));
    await provider.createPayment(request);
    const url = new URL(server.requests[0]?.path ?? '', server.origin);
    expect(url.searchParams.get('username')).toBe('order-1234/table 4');
  });

  it('sends nothing when that function throws', async () => {
    const server = keep(await listen((_, response) => play(made.answer, response)));
    const username = () => {
      throw new Error('no such order');
    };
    const provider = keep(bakongOnline(server.origin, { username }));
    expect(await provider.createPayment(request)).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'payment', message: expect.stringContaining('username') },
    });
    expect(server.requests).toHaveLength(0);
  });

  it('encodes a name that was cut in the middle of a character', async () => {
    const server = keep(await listen((_, response) => play(made.answer, response)));
    const provider = keep(bakongOnline(server.origin, { merchantName: 'Caf\ud83d' }));
    expect(await provider.createPayment(request)).toMatchObject({ outcome: 'created' });
    expect(server.requests[0]?.path).toMatch(/merchantname=Caf%EF%BF%BD$/);
  });

  it('takes riel only where it was told to', () => {
    const currencies = ['USD', 'KHR'] as const;
    const origin = 'https://x.example';
    expect(keep(bakongOnline(origin)).capabilities.currencies).toEqual(['USD']);
    expect(keep(bakongOnline(origin, { currencies })).capabilities.currencies).toEqual(currencies);
  });
});
