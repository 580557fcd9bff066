import { hash, timingSafeEqual } from 'node:crypto';
import { qrPng } from '../../image/index.js';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import { formatMoney } from '../../payment/money.js';
import type { SandboxCode, SandboxView } from '../../providers/sandbox/sandbox-code.js';
import type { SandboxReply } from '../../providers/sandbox/sandbox.network.js';
import type { SandboxBank } from '../../providers/sandbox/sandbox.bank.js';
import { jsonResponse } from '../../web/json.response.js';
import type { WebHandler, WebRequest, WebResponse, WebRoute } from '../../web/web-exchange.js';
import { readGenerate } from './apikhqr.input.js';
import { failureResponse, type Say } from './failure.response.js';
import { phnomPenhSeconds } from './phnom-penh.time.js';
import { pngResponse } from './png.response.js';

const APIKHQR = 'apikhqr';

/** APIKHQR's REST API v1 over the simulated bank. Whether PAID is told twice is the bank's `claim`. */
export function apikhqrRoutes(bank: SandboxBank, apiKey: string): readonly WebRoute[] {
  const keyed =
    (handler: WebHandler): WebHandler =>
    (request) =>
      isKey(request.headers['x-api-key'], apiKey)
        ? handler(request)
        : Promise.resolve(say(401, 'Missing or invalid API key'));
  return [
    {
      method: 'POST',
      path: '/khqr/generate',
      handler: keyed((request) => generate(bank, request)),
    },
    { method: 'GET', path: '/khqr/status', handler: keyed((request) => status(bank, request)) },
    // For <img src>, which sends no key.
    {
      method: 'GET',
      path: '/qr/:md5',
      handler: (request) => Promise.resolve(picture(bank, request)),
    },
  ];
}

const say: Say = (code, error, headers) => jsonResponse(code, { success: false, error }, headers);

/** Digests have one length, so that the comparison tells nothing of the key's. */
function isKey(told: string | undefined, apiKey: string): boolean {
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(told ?? ''), digest(apiKey));
}

async function generate(
  bank: SandboxBank,
  { body, baseUrl }: WebRequest,
): Promise<WebResponse | null> {
  try {
    const { money, note, expiresInMs } = readGenerate(body);
    const reply = await bank.create({
      amountMinor: money.minor,
      currency: money.currency,
      note,
      channel: APIKHQR,
      ...(expiresInMs !== undefined && { expiresInMs }),
    });
    if (reply.outcome === 'failed') return failureResponse(reply, say);
    const { md5, qrString, billNumber, expiresAt } = reply.value;
    return jsonResponse(201, {
      success: true,
      bill_number: billNumber,
      qr_string: qrString,
      qr_image_url: `${baseUrl}/qr/${md5}`,
      md5,
      ...amountOf(reply.value),
      expires_at: phnomPenhSeconds(expiresAt),
    });
  } catch (error) {
    if (isKhqrError(error)) return say(400, error.message);
    throw error;
  }
}

async function status(bank: SandboxBank, { query }: WebRequest): Promise<WebResponse | null> {
  const md5 = query.get('md5')?.toLowerCase() ?? '';
  if (!/^[\da-f]{32}$/.test(md5)) return say(400, 'md5 must be 32 hex digits.');
  const reply = await ask(bank, md5);
  if (reply.outcome === 'failed') return failureResponse(reply, say);
  return statusResponse(reply.value);
}

/** Another service's code is as unknown as another merchant's, and being asked about here does not claim it. */
function ask(bank: SandboxBank, md5: string): Promise<SandboxReply<SandboxView>> {
  if (bank.find(md5)?.channel === APIKHQR) return bank.check(md5);
  return bank.request<SandboxView>('check', md5, () => ({ status: 'unknown' }));
}

function statusResponse(view: SandboxView): WebResponse {
  if (view.status === 'unknown') return say(404, 'Transaction not found');
  if (view.status === 'claimed') return say(409, 'Payment already claimed');
  const { md5, billNumber, expiresAt } = view.code;
  const transfer = view.status === 'paid' ? view.transfer : null;
  return jsonResponse(200, {
    success: true,
    status: view.status.toUpperCase(),
    bill_number: billNumber,
    md5,
    ...amountOf(transfer ?? view.code),
    paid_at: transfer && phnomPenhSeconds(transfer.paidAt),
    expires_at: phnomPenhSeconds(expiresAt),
  });
}

function picture(bank: SandboxBank, { params }: WebRequest): WebResponse {
  const code = bank.find(params['md5'] ?? '');
  if (code?.channel !== APIKHQR) return say(404, 'Transaction not found');
  return pngResponse(qrPng(code.qrString, { size: 300 }));
}

function amountOf({ amountMinor, currency }: Pick<SandboxCode, 'amountMinor' | 'currency'>) {
  return { amount: Number(formatMoney({ minor: amountMinor, currency })), currency };
}
