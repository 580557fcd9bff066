import { isSettled, type Payment } from '../index.js';
import type { PaymentUrls, PaymentView } from './payment-view.js';

/** What the customer may see of a payment. Written out name by name: what is added to Payment later stays inside. */
export function toPaymentView(
  payment: Payment,
  mount: string,
  { now, deeplink }: { readonly now: number; readonly deeplink: boolean },
): PaymentView {
  const { id, amount, currency, status, qrString, expiresAt, late, paidAt } = payment;
  return {
    id,
    amount,
    currency,
    status,
    qrString: qrString ?? null,
    expiresAt: expiresAt.toISOString(),
    serverTime: new Date(now).toISOString(),
    settled: isSettled(status),
    ...(late && { late }),
    ...(paidAt && { paidAt: paidAt.toISOString() }),
    urls: urlsOf(id, mount, deeplink),
  };
}

export const pageUrl = (id: string, mount: string): string => `${mount}/pay/${id}`;

function urlsOf(id: string, mount: string, deeplink: boolean): PaymentUrls {
  const self = `${mount}/payments/${id}`;
  return {
    self,
    events: `${self}/events`,
    qrSvg: `${self}/qr.svg`,
    qrPng: `${self}/qr.png`,
    cardSvg: `${self}/card.svg`,
    cardPng: `${self}/card.png`,
    standSvg: `${self}/stand.svg`,
    standPng: `${self}/stand.png`,
    page: pageUrl(id, mount),
    check: `${self}/check`,
    renew: `${self}/renew`,
    ...(deeplink && { deeplink: `${self}/deeplink` }),
  };
}
