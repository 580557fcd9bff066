import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../../lib/clock/system.clock.js';
import { SystemRandom } from '../../../../lib/clock/system.random.js';
import { KhqrAuthenticationError } from '../../../../lib/errors/khqr-authentication.error.js';
import { KhqrConfigurationError } from '../../../../lib/errors/khqr-configuration.error.js';
import { KhqrProviderError } from '../../../../lib/errors/khqr-provider.error.js';
import { KhqrRateLimitError } from '../../../../lib/errors/khqr-rate-limit.error.js';
import { KhqrRequestError } from '../../../../lib/errors/khqr-request.error.js';
import { createProvider } from '../../../../lib/providers/provider.factory.js';
import type { BakongOptions } from '../../../../lib/providers/provider.options.js';
import type { BakongRequest } from '../../../../lib/providers/sandbox/bakong-options.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';
import {
  bakong,
  BakongWorld,
  checkRequest,
  inProcess,
  makeCode,
  SHOP,
} from '../../../support/bakong.js';
import { rejection } from '../../../support/caught.js';

function open(given: Partial<BakongOptions> = {}) {
  const world = new BakongWorld();
  const requests: BakongRequest[] = [];
  const warnings: string[] = [];
  const api = inProcess({
    handle(request) {
      requests.push(request);
      return world.api.handle(request);
    },
  });
  const provider = bakong(world.options(given), { warn: (line) => warnings.push(line) }, api);
  return { world, provider, requests, warnings };
}

describe('a deeplink', () => {
  it('is made of the code and the app', async () => {
    const app = {
      name: 'Lucky',
      iconUrl: 'https://lucky.example/icon.png',
      callbackUrl: 'https://lucky.example/paid',
    };
    const { provider, requests } = open({ app });
    const { asked, qrString } = await makeCode(provider);
    expect(await provider.getDeeplink(asked)).toBe(`https://sandbox.invalid/pay/${asked.md5}`);
    expect(requests.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
      [
        '/v1/generate_deeplink_by_qr',
        {
          qr: qrString,
          sourceInfo: {
            appIconUrl: app.iconUrl,
            appName: app.name,
            appDeepLinkCallback: app.callbackUrl,
          },
        },
      ],
    ]);
  });

  it('that the bank refuses is an error, and is asked for again', async () => {
    const { provider, requests } = open();
    const asked = checkRequest({ qrString: 'no code' });
    for (let time = 0; time < 2; time += 1) {
      const error = await rejection(provider.getDeeplink(asked));
      expect(error).toBeInstanceOf(KhqrProviderError);
      expect(error).toMatchObject({ message: expect.stringContaining('errorCode 4') });
    }
    expect(requests).toHaveLength(2);
    const without = await rejection(provider.getDeeplink(checkRequest()));
    expect(without).toBeInstanceOf(KhqrRequestError);
  });

  it.each(['javascript:alert(1)', 'http://plain.example/x', '', 7])(
    'never is %j',
    async (shortLink) => {
      const world = new BakongWorld();
      const body = JSON.stringify({
        responseCode: 0,
        responseMessage: 'Success',
        data: { shortLink },
      });
      const api = { handle: async () => ({ status: 200, headers: {}, body }) };
      const provider = bakong(world.options(), {}, inProcess(api));
      const error = await rejection(provider.getDeeplink(checkRequest({ qrString: 'x' })));
      expect(error).toBeInstanceOf(KhqrProviderError);
    },
  );
});

describe('a transfer', () => {
  it('is found by its hash, and by what the payer sees', async () => {
    const { world, provider, requests } = open();
    const { qrString } = await makeCode(provider, { amountMinor: 1250 });
    const paidAt = Date.UTC(2026, 10, 22, 3);
    const { hash } = world.api.pay(qrString, { payer: 'dara@wing', at: paidAt });
    const found = {
      hash,
      amount: '12.50',
      amountMinor: 1250,
      currency: 'USD',
      fromAccount: 'dara@wing',
      toAccount: SHOP,
      paidAt: new Date(paidAt),
      acknowledgedAt: new Date(paidAt + 1),
      bankReference: expect.stringMatching(/^FT/),
    };
    expect(await provider.findTransfer({ hash: hash.toUpperCase() })).toEqual(found);
    const shortHash = hash.slice(0, 8);
    expect(await provider.findTransfer({ shortHash, amount: '12.50', currency: 'USD' })).toEqual(
      found,
    );
    expect(
      await provider
        .findTransfer({ shortHash, amount: 12.5, currency: 'KHR' })
        .catch(() => 'refused'),
    ).toBe('refused');
    expect(await provider.findTransfer({ shortHash, amount: 12, currency: 'USD' })).toBeNull();
    expect(await provider.findTransfer({ hash: '0'.repeat(64) })).toBeNull();
    expect(requests[1]).toMatchObject({
      path: '/v1/check_transaction_by_short_hash',
      body: `{"hash":"${shortHash}","amount":12.5,"currency":"USD"}`,
    });
  });

  it('that cannot be asked for now is an error named after what to do', async () => {
    const { world, provider } = open();
    const find = () => rejection(provider.findTransfer({ hash: '0'.repeat(64) }));
    world.api.moods.html = true;
    expect(await find()).toBeInstanceOf(KhqrProviderError);
    world.api.moods.html = false;
    world.api.moods.geoBlocked = true;
    const abroad = await find();
    expect(abroad).toBeInstanceOf(KhqrConfigurationError);
    expect(abroad).toMatchObject({ message: expect.stringContaining('`proxyUrl`') });
    world.api.moods.geoBlocked = false;
    world.api.tokens.revoke(world.token);
    expect(await find()).toBeInstanceOf(KhqrAuthenticationError);
    const clock = new KhqrTestClock(Date.UTC(2026, 0, 2, 14));
    const poor = new BakongWorld({ clock, dailyQuota: 1 });
    const limited = bakong(poor.options(), { clock }, inProcess(poor.api));
    expect(await limited.findTransfer({ hash: '0'.repeat(64) })).toBeNull();
    const error = await rejection(limited.findTransfer({ hash: '0'.repeat(64) }));
    expect(error).toBeInstanceOf(KhqrRateLimitError);
    // 21:00 in Phnom Penh: three hours to the next day's requests.
    expect(error).toMatchObject({ retryAfterMs: 3 * 3_600_000 });
  });
});

describe('the account at boot', () => {
  it('is asked about only where that is wanted', async () => {
    const { provider, requests } = open();
    await provider.start();
    expect(requests).toEqual([]);
    const asking = open({ checkAccountAtBoot: true });
    await asking.provider.start();
    expect(asking.requests).toMatchObject([
      { path: '/v1/check_bakong_account', body: `{"accountId":"${SHOP}"}` },
    ]);
    expect(asking.warnings).toEqual([]);
  });

  it('that does not exist ends the start; a bank that is away does not', async () => {
    const { world, provider } = open({ checkAccountAtBoot: true });
    world.api.strangers.add(SHOP);
    const error = await rejection(provider.start());
    expect(error).toBeInstanceOf(KhqrConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining(`'${SHOP}'`) });
    const away = open({ checkAccountAtBoot: true });
    away.world.api.moods.html = true;
    await away.provider.start();
    expect(away.warnings).toEqual([expect.stringContaining('could not be asked')]);
  });
});

describe('a proxy', () => {
  /** A proxy that makes tunnels, and refuses who does not say the password. */
  async function openTunnels(): Promise<{ server: Server; port: number; targets: string[] }> {
    const targets: string[] = [];
    const server = createServer((_, response) => response.writeHead(405).end());
    server.on('connect', ({ url = '', headers }, socket) => {
      const [host, port] = url.split(':');
      const good = headers['proxy-authorization'] === `Basic ${btoa('me:secret')}`;
      if (!good) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      targets.push(url);
      const onward = connect(Number(port), host ?? '', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port, targets };
  }

  it('carries the requests in a tunnel, and is surely not to blame for what never left', async () => {
    const world = new BakongWorld();
    const api = await world.serve();
    const { server, port, targets } = await openTunnels();
    const context = {
      account: 'default',
      clock: new SystemClock(),
      random: new SystemRandom(),
      warn: () => undefined,
    };
    const make = (user: string) =>
      createProvider(
        world.options({ baseUrl: api.origin, proxyUrl: `http://${user}@127.0.0.1:${port}` }),
        context,
        world.bank,
      );
    const good = await make('me:secret');
    expect(await good.checkPayment(checkRequest())).toMatchObject({ outcome: 'pending' });
    expect(targets).toEqual([new URL(api.origin).host]);
    expect(api.requests).toHaveLength(1);
    await good.close?.();

    const bad = await make('me:wrong');
    const told = await bad.checkPayment(checkRequest());
    expect(told).toMatchObject({ outcome: 'unknown', failure: { kind: 'not-sent' } });
    expect(JSON.stringify(told)).not.toContain('wrong');
    expect(api.requests).toHaveLength(1);
    await bad.close?.();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await api.close();
  });
});
