import type { Arrived } from './loopback.js';
import { CANARY_KEY } from './providers.js';
import { Service, type ServiceAnswer, type ServiceCode } from './service.js';

/** APIKHQR v1 as its documents have it. Nobody knows whether a PAID is given again: it plays both. */
export class ApikhqrService extends Service {
  constructor(private readonly claim: 'repeat' | 'once') {
    super();
  }

  protected override answer({ method, path, headers, body }: Arrived): ServiceAnswer {
    if (headers['x-api-key'] !== CANARY_KEY) {
      return { status: 401, json: { success: false, error: 'Invalid API key' } };
    }
    const url = new URL(path, this.origin);
    if (method === 'POST' && url.pathname === '/api/v1/khqr/generate') {
      const { amount, currency } = JSON.parse(body) as Pick<ServiceCode, 'amount' | 'currency'>;
      const code = this.issue(amount, currency, 'shop@abaa', 'Lucky Shop');
      return {
        status: 201,
        json: {
          ...common(code),
          qr_string: code.qr,
          qr_image_url: `https://pictures.example/qr/${code.md5}`,
        },
      };
    }
    const code = this.codes.get(url.searchParams.get('md5') ?? '');
    if (!code) return { status: 404, json: { success: false, error: 'Transaction not found' } };
    if (code.status === 'PAID') code.claims += 1;
    if (this.claim === 'once' && code.claims > 1) {
      return { status: 409, json: { success: false, error: 'Payment already claimed' } };
    }
    const paidAt = code.status === 'PAID' ? '2026-05-24T12:31:42+07:00' : null;
    return { status: 200, json: { ...common(code), status: code.status, paid_at: paidAt } };
  }
}

function common({ bill, md5, amount, currency }: ServiceCode) {
  return {
    success: true,
    bill_number: bill,
    md5,
    amount,
    currency,
    expires_at: '2026-05-24T12:35:00+07:00',
  };
}
