import { encodeKhqr } from '../../../lib/emv/encode.js';
import { khqrCardSvg } from '../../../lib/image/index.js';
import type { PageInput, PageLanguage } from '../../../lib/checkout/page/page.port.js';
import type { PaymentView } from '../../../lib/checkout/payment-view.js';

const NOW = Date.parse('2026-11-25T10:28:14Z');
const MINUTE = 60_000;

const qrString = encodeKhqr({
  account: 'mekong_pantry@bank',
  merchantName: 'Mekong Pantry',
  currency: 'USD',
  amount: '24.00',
  createdAt: NOW - MINUTE,
  expiresAt: NOW + 4 * MINUTE,
}).qr;

const ID = 'k3Vd8sQ0TnS5cZ1yWm7RaA';
const base = `/khqr/payments/${ID}`;

/** A payment's view, at a fixed time. */
export function sampleView(change: Partial<PaymentView> = {}): PaymentView {
  return {
    id: ID,
    amount: '24.00',
    currency: 'USD',
    status: 'PENDING',
    qrString,
    expiresAt: new Date(NOW + 4 * MINUTE).toISOString(),
    serverTime: new Date(NOW).toISOString(),
    settled: false,
    urls: {
      self: base,
      events: `${base}/events`,
      qrSvg: `${base}/qr.svg`,
      qrPng: `${base}/qr.png`,
      cardSvg: `${base}/card.svg`,
      cardPng: `${base}/card.png`,
      standSvg: `${base}/stand.svg`,
      standPng: `${base}/stand.png`,
      page: `/khqr/pay/${ID}`,
      check: `${base}/check`,
      renew: `${base}/renew`,
    },
    ...change,
  };
}

/** Every way in which a customer may find the page. */
export const SAMPLES: Readonly<Record<string, Partial<PageInput>>> = {
  waiting: {},
  asked: { notice: 'still-waiting' },
  app: {
    view: sampleView({ urls: { ...sampleView().urls, deeplink: `${base}/deeplink` } }),
    sandboxPay: `${base}/sandbox`,
  },
  riel: { view: sampleView({ amount: '98000', currency: 'KHR', qrString: null }) },
  making: { view: sampleView({ status: 'CREATING', qrString: null }), canCheck: false },
  ending: { view: sampleView({ expiresAt: new Date(NOW - 5000).toISOString() }) },
  paid: {
    view: sampleView({ status: 'PAID', settled: true, paidAt: new Date(NOW).toISOString() }),
    canCheck: false,
  },
  late: {
    view: sampleView({
      status: 'PAID',
      settled: true,
      late: true,
      paidAt: new Date(NOW).toISOString(),
    }),
    canCheck: false,
  },
  ended: { view: sampleView({ status: 'EXPIRED', settled: true }), canRenew: true },
  cancelled: { view: sampleView({ status: 'CANCELLED', settled: true }), canRenew: true },
  review: { view: sampleView({ status: 'REVIEW' }), canCheck: false },
  rejected: { view: sampleView({ status: 'REJECTED', settled: true }), canCheck: false },
  failed: {
    view: sampleView({ status: 'FAILED', settled: true }),
    canRenew: true,
    canCheck: false,
  },
};

export function sampleInput(name: string, language: PageLanguage): PageInput {
  return {
    view: sampleView(),
    merchantName: 'Mekong Pantry',
    reference: 'MP-1042',
    language,
    languageUrls: { en: '?lang=en', km: '?lang=km' },
    returnUrl: '/orders/MP-1042',
    canRenew: false,
    canCheck: true,
    actions: { check: `${base}/check`, renew: `${base}/renew` },
    assetBase: '/khqr/assets',
    card: khqrCardSvg(qrString),
    ...SAMPLES[name],
  };
}
