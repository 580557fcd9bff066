import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Countdown, showSeconds } from '../../../lib/checkout/page/browser/countdown.js';
import {
  pageAssets,
  renderPaymentPage,
  renderRefusalPage,
} from '../../../lib/checkout/page/index.js';
import type { PageInput, PageLanguage } from '../../../lib/checkout/page/page.port.js';
import { PAGE_TEXTS } from '../../../lib/checkout/page/page.texts.js';
import { pageAssets as made } from '../../../scripts/page-assets.js';
import { SAMPLES, sampleInput, sampleView } from '../../browser/pictures/page.samples.js';

const draw = (name: string, language: PageLanguage = 'en', change: Partial<PageInput> = {}) =>
  renderPaymentPage({ ...sampleInput(name, language), ...change })
    .html.replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([<>]) ?/g, '$1');

const states = Object.keys(SAMPLES).flatMap((name) => [
  [name, 'en'] as const,
  [name, 'km'] as const,
]);

describe('the hosted page', () => {
  it.each(states)('has nothing inline and nothing from elsewhere: %s, %s', (name, language) => {
    const page = draw(name, language);
    expect(page).toMatch(new RegExp(`<html lang="${language}">`));
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(page).not.toMatch(/<script(?![^>]* src="\/khqr\/assets\/)/);
    const addresses = [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to);
    for (const to of addresses) expect(to).toMatch(/^(\/(?!\/)|\?lang=|data:,$)/);
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  it('says to browsers that it takes from its own host only', () => {
    const policy = renderPaymentPage(sampleInput('waiting', 'en')).headers;
    expect(policy['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(policy['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(policy['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
  });

  it.each(['en', 'km'] as const)('escapes every text that is not its own: %s', (language) => {
    const bad = `"><script>alert(1)</script>'&`;
    for (const name of Object.keys(SAMPLES)) {
      const page = draw(name, language, { merchantName: bad, reference: bad, returnUrl: bad });
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;&#39;&#38;');
    }
  });

  it('shows the code and its end while it waits, and neither afterwards', () => {
    const page = draw('waiting');
    expect(page).toContain('aria-label="KHQR code: $24.00 to Mekong Pantry"');
    expect(page).toContain('<strong>17:32</strong>');
    for (const name of ['ending', 'paid', 'ended', 'cancelled', 'review', 'rejected', 'failed']) {
      expect(draw(name)).not.toContain('class="code"');
      expect(draw(name)).not.toContain('data-left');
    }
  });

  it('tells each state what to do, in both languages', () => {
    expect(draw('ended')).toContain('Get a new code');
    expect(draw('ended', 'km')).toContain('យកកូដថ្មី');
    expect(draw('failed')).toContain('Try again');
    expect(draw('paid')).toMatch(/class="button" href="\/orders\/MP-1042">Back to the shop/);
    expect(draw('paid')).toContain('25 November 2026, 17:28');
    expect(draw('paid', 'km')).toContain('25 វិច្ឆិកា 2026, 17:28');
    expect(draw('late')).toContain('It came after the code had ended');
    expect(draw('review')).toContain('do not pay again');
    expect(draw('review', 'km')).toContain('សូមកុំបង់ប្រាក់ម្ដងទៀត');
    expect(draw('asked')).toMatch(/<p class="note" data-note>The bank does not know/);
    expect(draw('waiting')).toMatch(/<p class="note" data-note hidden>/);
  });

  it('offers what the routes allow, and no more', () => {
    const page = draw('ended', 'en', { canRenew: false, canCheck: false });
    expect(page).not.toContain('<form');
    expect(draw('paid', 'en', { returnUrl: undefined })).not.toContain('Back to the shop');
    expect(draw('app')).toContain('Open the banking app');
    expect(draw('app')).toContain('no money moves here');
    expect(draw('waiting')).not.toContain('no money moves here');
  });

  it('draws the code without the card where it is no KHQR, and says where there is none', () => {
    const view = sampleView({ qrString: 'adopted' });
    expect(draw('waiting')).toContain('</svg></div>');
    expect(draw('waiting', 'en', { view, card: undefined })).toContain(
      `<img src="${view.urls.qrSvg}" alt="" />`,
    );
    expect(draw('riel')).toContain('Please ask the shop for it.');
  });

  it('reloads by itself without scripts while something may still change', () => {
    for (const name of ['waiting', 'making', 'ending', 'ended', 'review'])
      expect(draw(name)).toMatch(
        /<noscript><meta http-equiv="refresh" content="\d+" \/><\/noscript>/,
      );
    for (const name of ['paid', 'failed', 'rejected']) expect(draw(name)).not.toContain('refresh');
  });

  it('shows riel without decimals, and thousands by comma', () => {
    expect(
      draw('review', 'en', {
        view: sampleView({ status: 'REVIEW', amount: '98000', currency: 'KHR' }),
      }),
    ).toContain('98,000 ៛');
    expect(
      draw('review', 'en', { view: sampleView({ status: 'REVIEW', amount: '1234567.50' }) }),
    ).toContain('$1,234,567.50');
  });

  it('names the shop as it is written, whatever a replacement would make of it', () => {
    expect(draw('waiting', 'en', { merchantName: '$& Sons' })).toContain(
      'aria-label="KHQR code: $24.00 to $&#38; Sons"',
    );
  });

  it.each(['en', 'km'] as const)('says that there is nothing to show, escaped: %s', (language) => {
    const bad = `"><script>alert(1)</script>'&`;
    for (const kind of ['unknown', 'trouble'] as const) {
      const { html, headers } = renderRefusalPage({
        kind,
        message: bad,
        merchantName: bad,
        language,
        languageUrls: { en: bad, km: bad },
        pageUrl: bad,
        returnUrl: bad,
        assetBase: '/khqr/assets',
      });
      expect(html).not.toContain('<script');
      expect(html).toContain(PAGE_TEXTS[language][kind === 'unknown' ? 'toPayment' : 'trouble']);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  it('has Khmer for every English text', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
        : value === '';
    expect(shape(PAGE_TEXTS.km)).toEqual(shape(PAGE_TEXTS.en));
    for (const { title } of Object.values(PAGE_TEXTS.km.phases))
      expect(title).toMatch(/[\u1780-\u17ff]/);
  });
});

describe('its assets', () => {
  it('are made from their sources: run `npm run page`', async () => {
    const file = new URL('../../../lib/checkout/page/page.assets.ts', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(await made());
  });

  it('are named by their content and small', () => {
    const names = Object.keys(pageAssets);
    expect(names).toHaveLength(2);
    for (const name of names) expect(draw('waiting')).toContain(`/khqr/assets/${name}"`);
    const bytes = Object.values(pageAssets).reduce((sum, { body }) => sum + body.length, 0);
    expect(bytes).toBeLessThan(20_000);
  });
});

describe('the countdown', () => {
  it('measures with the device and counts by the server', () => {
    let now = 50;
    const countdown = new Countdown(() => now);
    // The device's calendar plays no part: only how much time has gone by.
    countdown.set({ expiresAt: '2020-01-01T00:05:00Z', serverTime: '2020-01-01T00:00:00Z' });
    expect(countdown.seconds()).toBe(300);
    now += 1;
    expect(countdown.seconds()).toBe(300);
    now += 299_000;
    expect(countdown.seconds()).toBe(1);
    now += 1000;
    expect(countdown.seconds()).toBe(0);
  });

  it.each([
    [0, '0:00'],
    [65, '1:05'],
    [3660, '61:00'],
  ])('shows %d seconds as %s', (seconds, text) => {
    expect(showSeconds(seconds)).toBe(text);
  });
});
