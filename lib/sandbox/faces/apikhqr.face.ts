import { hashApiKey, sameHash } from '../../gateway/api/api-key.js';
import { errorAnswer, refusal, type Refused } from '../../gateway/api/api.refusal.js';
import { apikhqrHandlers } from '../../gateway/api/apikhqr.handlers.js';
import type { ApikhqrDesk, CodeStatus, KeyRing, MadeCode } from '../../gateway/api/apikhqr.port.js';
import type { GenerateInput } from '../../gateway/api/generate.input.js';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import { formatMoney } from '../../payment/money.js';
import type { SandboxCode } from '../../providers/sandbox/sandbox-code.js';
import type { SandboxBank } from '../../providers/sandbox/sandbox.bank.js';
import type { WebRoute } from '../../web/web-exchange.js';
import { failureResponse, type Failed } from './failure.response.js';

const APIKHQR = 'apikhqr';

/** The gateway's API over the simulated bank: one key, no rate limit but the faults' own. Whether PAID is told twice is the bank's `claim`. */
export function apikhqrRoutes(bank: SandboxBank, apiKey: string): readonly WebRoute[] {
  const desk = new BankDesk(bank);
  const handlers = apikhqrHandlers({ desk, keys: oneKey(apiKey), limiter: null });
  return [
    { method: 'POST', path: '/khqr/generate', handler: handlers.generate },
    { method: 'GET', path: '/khqr/status', handler: handlers.status },
    { method: 'GET', path: '/qr/:md5', handler: handlers.picture },
    { method: 'GET', path: '/openapi.json', handler: handlers.description },
  ];
}

function oneKey(apiKey: string): KeyRing<null> {
  const known = hashApiKey(apiKey);
  return { find: (told) => (sameHash(told, known) ? { merchant: null, id: known } : null) };
}

/** Idempotency keys are the gateway's own: the document of the service that is simulated here has none. */
class BankDesk implements ApikhqrDesk<null> {
  constructor(private readonly bank: SandboxBank) {}

  async generate({ money, note, expiresInMs }: GenerateInput): Promise<MadeCode | Refused> {
    try {
      const reply = await this.bank.create({
        amountMinor: money.minor,
        currency: money.currency,
        note,
        channel: APIKHQR,
        ...(expiresInMs !== undefined && { expiresInMs }),
      });
      if (reply.outcome === 'failed') return failed(reply);
      return { ...factsOf(reply.value), qrString: reply.value.qrString };
    } catch (error) {
      if (isKhqrError(error)) return refusal('request', { error: error.message });
      throw error;
    }
  }

  async status(md5: string): Promise<CodeStatus | Refused> {
    // Another service's code is as unknown as another merchant's, and being asked about here does not claim it.
    const reply = this.#code(md5)
      ? await this.bank.check(md5)
      : await this.bank.request('check', md5, () => ({ status: 'unknown' }) as const);
    if (reply.outcome === 'failed') return failed(reply);
    const view = reply.value;
    switch (view.status) {
      case 'unknown':
        return refusal('unknown');
      case 'claimed':
        return refusal('claimed');
      case 'paid': {
        const { transfer, code } = view;
        const { paidAt } = transfer;
        return { ...factsOf({ ...code, ...transfer }), status: 'PAID', paidAt };
      }
      case 'waiting':
        return { ...factsOf(view.code), status: 'WAITING', paidAt: null };
      case 'expired':
        return { ...factsOf(view.code), status: 'EXPIRED', paidAt: null };
    }
  }

  async qrString(md5: string): Promise<string | null> {
    return this.#code(md5)?.qrString ?? null;
  }

  #code(md5: string): SandboxCode | undefined {
    const code = this.bank.find(md5);
    return code?.channel === APIKHQR ? code : undefined;
  }
}

function factsOf(code: Omit<SandboxCode, 'transfer'>): Omit<MadeCode, 'qrString'> {
  const { md5, billNumber, amountMinor, currency, expiresAt } = code;
  const amount = formatMoney({ minor: amountMinor, currency });
  return { md5, billNumber, amount, currency, expiresAt };
}

/** A failure of the simulated network, in the API's own words. */
function failed(reply: Failed): Refused {
  return { refused: failureResponse(reply, errorAnswer) };
}
