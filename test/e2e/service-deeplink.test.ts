import { describe, expect, it } from '@jest/globals';
import {
  KhqrAuthenticationError,
  KhqrConfigurationError,
  KhqrProviderError,
  KhqrRateLimitError,
  PaymentTracker,
} from 'nestjs-khqr';
import type { ProviderCapabilities } from '../../lib/providers/khqr-provider.port.js';
import { rejection } from '../support/caught.js';
import { openHost } from '../support/host.js';
import { ScriptedProvider } from '../support/scripted.provider.js';

const where = { provider: 'scripted', account: 'default' };

/** Makes links as it is told; `made` counts its requests. */
class Linking extends ScriptedProvider {
  made = 0;
  failure: Error | null = null;

  async getDeeplink({ md5 }: { readonly md5: string }): Promise<string> {
    this.made += 1;
    if (this.failure) throw this.failure;
    return `https://bank.example/${md5}`;
  }
}

async function openShop(capabilities: Partial<ProviderCapabilities> = {}) {
  const provider = new Linking(undefined, { createIsCall: false, ...capabilities });
  const shop = await openHost({ provider, tracker: { enabled: false } });
  const order = (reference: string) =>
    shop.khqr.createPayment({ reference, amount: 1, currency: 'USD' });
  return { ...shop, provider, order };
}

describe('a link into a banking app', () => {
  it('is one request for each code, however often and however many at once ask', async () => {
    const { app, khqr, provider, order } = await openShop();
    const { id, md5 } = await order('order-1');
    const links = await Promise.all([khqr.getDeeplink(id), khqr.getDeeplink(id)]);
    expect([...links, await khqr.getDeeplink(id)]).toEqual(
      Array(3).fill(`https://bank.example/${md5}`),
    );
    expect(provider.made).toBe(1);
    await app.close();
  });

  it('counts as a request of the day, and is refused when there are no more', async () => {
    const { app, khqr, provider, order } = await openShop({ requestsPerDay: 20 });
    const errors: unknown[] = [];
    for (let n = 0; n < 30; n += 1) {
      const { id } = await order(`order-${n}`);
      await khqr.getDeeplink(id).catch((error: unknown) => errors.push(error));
    }
    expect(provider.made).toBeLessThanOrEqual(20);
    expect(provider.made + errors.length).toBe(30);
    expect(errors.at(-1)).toBeInstanceOf(KhqrRateLimitError);
    const { lanes } = await app.get(PaymentTracker).stats();
    expect(lanes).toHaveLength(1);
    await app.close();
  });

  it('that fails is not asked for again within a minute', async () => {
    const { app, khqr, provider, order, clock } = await openShop();
    const { id } = await order('order-1');
    provider.failure = new KhqrProviderError('no', { ...where, inDoubt: false });
    for (let n = 0; n < 3; n += 1) {
      expect(await rejection(khqr.getDeeplink(id))).toBe(provider.failure);
    }
    expect(provider.made).toBe(1);
    await clock.advance(60_001);
    provider.failure = null;
    expect(await khqr.getDeeplink(id)).toContain('https://bank.example/');
    await app.close();
  });

  it('is asked for as soon as there is room where there was none', async () => {
    const { app, khqr, provider, order, clock } = await openShop({ ratePerSecond: 1 });
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await order(`order-${n}`)).id);
    const links = await Promise.allSettled(ids.map((id) => khqr.getDeeplink(id)));
    const refused = ids[links.findIndex(({ status }) => status === 'rejected')];
    expect(provider.made).toBeLessThan(3);
    await clock.advance(3000);
    expect(await khqr.getDeeplink(refused ?? '')).toContain('https://bank.example/');
    await app.close();
  });

  it('whose provider does not answer is given up after 12 s', async () => {
    const { app, khqr, provider, order, clock } = await openShop();
    const { id } = await order('order-1');
    provider.getDeeplink = () => new Promise(() => undefined);
    const link = rejection(khqr.getDeeplink(id));
    await clock.advance(12_001);
    expect(await link).toBeInstanceOf(KhqrProviderError);
    await app.close();
  });

  it('stops the lane where the credential is refused, and slows it where there are too many', async () => {
    const { app, khqr, provider, order } = await openShop();
    provider.failure = new KhqrRateLimitError('slow down', { ...where, retryAfterMs: 30_000 });
    await rejection(khqr.getDeeplink((await order('order-1')).id));
    const second = await rejection(khqr.getDeeplink((await order('order-2')).id));
    expect(second).toBeInstanceOf(KhqrRateLimitError);
    expect(second).not.toBe(provider.failure);
    expect(provider.made).toBe(1);
    await app.close();

    for (const failure of [
      new KhqrAuthenticationError('who are you', where),
      new KhqrConfigurationError('not from there'),
    ]) {
      const other = await openShop();
      other.provider.failure = failure;
      await rejection(other.khqr.getDeeplink((await other.order('order-1')).id));
      const { id } = await other.order('order-2');
      expect(await rejection(other.khqr.getDeeplink(id))).toBeInstanceOf(KhqrAuthenticationError);
      expect(other.provider.made).toBe(1);
      await other.app.close();
    }
  });
});
