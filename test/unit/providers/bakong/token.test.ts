import { describe, expect, it } from '@jest/globals';
import type { BakongOptions } from '../../../../lib/providers/provider.options.js';
import { tokenExpiry } from '../../../../lib/providers/bakong/token-expiry.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';
import { SeededRandom } from '../../../../lib/clock/seeded.random.js';
import { bakong, BakongWorld, checkRequest, inProcess } from '../../../support/bakong.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const RENEW = '/v1/renew_token';
const EMAIL = 'shop@example.com';

function open(given: (world: BakongWorld, kept: string[]) => Partial<BakongOptions>) {
  const clock = new KhqrTestClock();
  const world = new BakongWorld({ clock, random: new SeededRandom(1) });
  const kept: string[] = [];
  const warnings: string[] = [];
  const options = world.options({
    token: { email: EMAIL, onRenewed: (token) => void kept.push(token) },
    ...given(world, kept),
  });
  const context = { clock, warn: (line: string) => warnings.push(line) };
  const provider = bakong(options, context, inProcess(world.api));
  const asked = (path: string) => world.api.stats().byPath.get(path) ?? 0;
  return { clock, world, provider, kept, warnings, renewals: () => asked(RENEW) };
}
const check = (provider: ReturnType<typeof bakong>) => provider.checkPayment(checkRequest());

describe('the date in a token', () => {
  const token = (claims: unknown) =>
    `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

  it.each([
    [token({ exp: 1_800_000_000 }), 1_800_000_000_000],
    [token({ exp: '1800000000' }), undefined],
    [token({ exp: -1 }), undefined],
    [token(null), undefined],
    ['a.%%%.c', undefined],
    ['no-jwt-at-all', undefined],
    ['', undefined],
  ])('of %j is %s', (text, expiry) => expect(tokenExpiry(text)).toBe(expiry));
});

describe('a token that ends', () => {
  it('is renewed in its last day, once for all who ask, while the old one still works', async () => {
    const { clock, provider, kept, renewals } = open(() => ({}));
    await provider.start();
    expect((await check(provider)).outcome).toBe('pending');
    await clock.advance(89 * DAY_MS - 1000);
    expect((await check(provider)).outcome).toBe('pending');
    expect(renewals()).toBe(0);
    await clock.advance(2000);
    const answers = await Promise.all(Array.from({ length: 10 }, () => check(provider)));
    expect(answers.every(({ outcome }) => outcome === 'pending')).toBe(true);
    await clock.advance(0);
    expect([renewals(), kept.length]).toEqual([1, 1]);
    // The old one has ended by now; the new one lives 90 days more.
    await clock.advance(30 * DAY_MS);
    expect((await check(provider)).outcome).toBe('pending');
    expect(renewals()).toBe(1);
    await provider.close();
  });

  it('that has ended is renewed before anything else is sent', async () => {
    const { clock, world, provider, kept, renewals } = open(({ api }) => ({
      apiKey: api.tokens.issue(1000),
    }));
    await clock.advance(DAY_MS);
    const answers = await Promise.all([check(provider), check(provider)]);
    await clock.advance(0);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['pending', 'pending']);
    expect([renewals(), kept.length]).toEqual([1, 1]);
    expect(world.api.tokens.isGood(kept[0] ?? '')).toBe(true);
    await provider.close();
  });

  it('without token.email stops the lane with its date, asks nobody, and is warned of at boot', async () => {
    const { clock, world, provider, warnings } = open(({ api }) => ({
      apiKey: api.tokens.issue(3 * DAY_MS),
      token: undefined,
    }));
    await provider.start();
    expect(warnings).toEqual([expect.stringMatching(/ends soon.*It ends on 2026-01-04/)]);
    await clock.advance(4 * DAY_MS);
    const told = await check(provider);
    expect(told).toMatchObject({ failure: { kind: 'lane', reason: 'stopped' } });
    expect(JSON.stringify(told)).toMatch(/has ended. It ended on 2026-01-04. Set `token/);
    expect(world.api.stats().byPath.size).toBe(0);
    await provider.close();
  });

  it('is still sent within ten minutes of its end: a clock here may be wrong', async () => {
    const { clock, provider } = open(({ api }) => ({
      apiKey: api.tokens.issue(1000),
      token: undefined,
    }));
    await clock.advance(300_000);
    // The bank's clock says that it has ended, and the bank decides.
    expect(await check(provider)).toMatchObject({ failure: { reason: 'stopped', status: 401 } });
    await provider.close();
  });
});

describe('a token that is refused', () => {
  it('is renewed once; what was asked meanwhile is as if nothing had been sent', async () => {
    const { clock, world, provider, kept, renewals } = open(() => ({}));
    world.api.tokens.revoke(world.token);
    const answers = await Promise.all([check(provider), check(provider), check(provider)]);
    expect(answers).toMatchObject(
      Array.from({ length: 3 }, () => ({ failure: { kind: 'not-sent' } })),
    );
    await clock.advance(0);
    expect([renewals(), kept.length]).toEqual([1, 1]);
    expect((await check(provider)).outcome).toBe('pending');
    await provider.close();
  });

  it('asks the apiKey function first: another replica may have renewed it', async () => {
    let stored = '';
    const { world, provider, kept, renewals } = open(() => ({ apiKey: async () => stored }));
    stored = world.token;
    await provider.start();
    world.api.tokens.revoke(stored);
    stored = world.api.tokens.issue();
    expect(await check(provider)).toMatchObject({ failure: { kind: 'not-sent' } });
    expect((await check(provider)).outcome).toBe('pending');
    expect([renewals(), kept.length]).toEqual([0, 0]);
    await provider.close();
  });

  it('stops the lane where the bank renews nothing, with its reason, said once', async () => {
    const { clock, world, provider, warnings } = open(() => ({
      token: { email: 'stranger@example.com', onRenewed: () => undefined },
    }));
    world.api.tokens.revoke(world.token);
    const told = [await check(provider), await check(provider)];
    await clock.advance(0);
    for (const answer of told) {
      expect(answer).toMatchObject({
        failure: {
          reason: 'stopped',
          message: expect.stringMatching(/Not registered yet.*errorCode 10/),
        },
      });
    }
    expect(warnings).toHaveLength(1);
    const said = JSON.stringify([told, warnings]);
    expect(said).not.toContain('stranger@example.com');
    expect(said).not.toContain(world.token);
    await provider.close();
  });

  it('keeps a renewed token that onRenewed could not store, and says so without it', async () => {
    const { clock, world, provider, warnings } = open(() => ({
      token: {
        email: EMAIL,
        onRenewed: async (token) => {
          throw new Error(`disk full: ${token}`);
        },
      },
    }));
    world.api.tokens.revoke(world.token);
    await check(provider);
    await clock.advance(0);
    expect((await check(provider)).outcome).toBe('pending');
    expect(warnings).toEqual([expect.stringContaining('disk full: [redacted]')]);
    await provider.close();
  });

  it('repeats nothing of a renewal that cannot be read, since a token may stand in it', async () => {
    const clock = new KhqrTestClock();
    const world = new BakongWorld({ clock });
    const warnings: string[] = [];
    const provider = bakong(
      world.options({ token: { email: EMAIL, onRenewed: () => undefined } }),
      { clock, warn: (line) => warnings.push(line) },
      inProcess({
        handle: async ({ path }) =>
          path === RENEW
            ? { status: 200, headers: {}, body: '{"responseCode":0,"data":{"token":"canary' }
            : { status: 401, headers: {}, body: '' },
      }),
    );
    const told = await check(provider);
    expect(told).toMatchObject({ failure: { reason: 'stopped' } });
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify([told, warnings])).not.toContain('canary');
    await provider.close();
  });
});
