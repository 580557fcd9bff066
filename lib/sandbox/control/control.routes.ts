import { isKhqrError } from '../../errors/is-khqr-error.js';
import { qrSvg } from '../../image/index.js';
import { jsonResponse } from '../../web/json.response.js';
import type { WebHandler, WebRequest, WebResponse, WebRoute } from '../../web/web-exchange.js';
import type { SandboxWorld } from '../sandbox.world.js';
import { readSettings } from './fault.settings.js';
import { readPay, readScan } from './pay.input.js';
import { sameSite } from './same-site.guard.js';
import { toSandboxPayment } from './sandbox-payment.js';

/** The page shows the newest; so many are more than anybody looks at. */
const MOST_SHOWN = 200;

const STATUSES: Readonly<Record<string, number>> = { KHQR_NOT_FOUND: 404, KHQR_CONFLICT: 409 };

type Work = (request: WebRequest) => WebResponse | Promise<WebResponse>;

/** The customer's side of the sandbox: looks at payments, pays them, and decides what goes wrong. */
export function controlRoutes(world: SandboxWorld, hosts: readonly string[]): readonly WebRoute[] {
  const { bank, clock, signal } = world;
  const route = (method: WebRoute['method'], path: string, work: Work): WebRoute => ({
    method,
    path,
    handler: sameSite(hosts, answered(work)),
  });
  const one = (md5: string, status = 200): WebResponse => {
    const code = bank.find(md5);
    if (!code) return noCode(md5);
    const checks = bank.stats().checksByMd5.get(md5) ?? 0;
    return jsonResponse(status, toSandboxPayment(code, checks, clock.now()));
  };
  return [
    route('GET', '/sandbox/payments', async ({ query }) => {
      const seen = query.get('after');
      if (seen !== null) await signal.after(seen);
      return jsonResponse(200, list(world));
    }),
    route('GET', '/sandbox/payments/:md5', (request) => one(md5Of(request))),
    route('GET', '/sandbox/payments/:md5/qr.svg', (request) => picture(world, md5Of(request))),
    route('POST', '/sandbox/payments/:md5/pay', (request) => {
      const md5 = md5Of(request);
      bank.pay(md5, readPay(request.body));
      return one(md5);
    }),
    route('POST', '/sandbox/payments/:md5/expire', (request) => {
      const md5 = md5Of(request);
      bank.expire(md5);
      return one(md5);
    }),
    route('POST', '/sandbox/scan', ({ body }) => {
      const { md5 } = bank.scan(readScan(body));
      signal.changed();
      return one(md5, 201);
    }),
    route('GET', '/sandbox/faults', () => jsonResponse(200, world.settings)),
    route('PUT', '/sandbox/faults', ({ body }) => {
      world.settings = readSettings(body.kind === 'json' ? body.value : undefined);
      return jsonResponse(200, world.settings);
    }),
  ];
}

/** Hex digits mean the same in capitals. */
function md5Of({ params }: WebRequest): string {
  return params['md5']?.toLowerCase() ?? '';
}

function noCode(md5: string): WebResponse {
  return jsonResponse(404, { error: `The bank has no code with the md5 '${md5}'.` });
}

/** What the caller can correct is said with its words. */
function answered(work: Work): WebHandler {
  return async (request) => {
    try {
      return await work(request);
    } catch (error) {
      if (!isKhqrError(error)) throw error;
      const status = STATUSES[error.code] ?? 400;
      return jsonResponse(status, { error: error.message });
    }
  };
}

function list({ bank, clock, signal, settings, apiKey }: SandboxWorld) {
  const { version } = signal;
  const now = clock.now();
  const { checksByMd5 } = bank.stats();
  const newest = bank.list().slice(-MOST_SHOWN).reverse();
  return {
    version,
    now: new Date(now).toISOString(),
    settings,
    apiKey,
    payments: newest.map((code) => toSandboxPayment(code, checksByMd5.get(code.md5) ?? 0, now)),
  };
}

function picture({ bank }: SandboxWorld, md5: string): WebResponse {
  const code = bank.find(md5);
  if (!code) return noCode(md5);
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'private, max-age=86400, immutable',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
    // A badge covers the middle, as on the card.
    body: qrSvg(code.qrString, { quietZone: 2, errorCorrection: 'Q' }),
  };
}
