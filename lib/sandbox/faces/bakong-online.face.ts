import { isKhqrError } from '../../errors/is-khqr-error.js';
import { qrPng } from '../../image/index.js';
import { parseMoney } from '../../payment/money.js';
import { transferOf } from '../../providers/sandbox/bakong.answers.js';
import type { SandboxBank } from '../../providers/sandbox/sandbox.bank.js';
import { jsonResponse } from '../../web/json.response.js';
import type { WebHandler, WebRequest, WebResponse, WebRoute } from '../../web/web-exchange.js';
import { isOfOtherSite } from '../control/same-site.guard.js';
import { notFound, refused, settled } from './bakong-online.answers.js';
import { failureResponse, type Say } from './failure.response.js';
import { pngResponse } from '../../web/png.response.js';
import { standPng } from './stand.png.js';
import { codeOfTran, tranOf } from './tran.js';

const BAKONG_ONLINE = 'bakong-online';
const ACCOUNT = /^[^\s@]+@[^\s@]+$/;

/** api.bakong-api.online over the simulated bank: every path of its document, and those of an older edition of it. */
export function bakongOnlineRoutes(bank: SandboxBank): readonly WebRoute[] {
  const byTran = asked((request) => check(bank, request, codeOf(bank, request)?.md5));
  const byMd5 = asked((request) => check(bank, request, given(request, 'md5').toLowerCase()));
  const picture: WebHandler = (request) => show(bank, request, plainPng);
  const both = (path: string, handler: WebHandler): readonly WebRoute[] => [
    { method: 'GET', path, handler },
    { method: 'POST', path, handler },
  ];
  return [
    { method: 'GET', path: '/khqr/create', handler: asked((request) => create(bank, request)) },
    { method: 'GET', path: '/khqr/qr/:tran', handler: picture },
    { method: 'GET', path: '/qr/:tran', handler: picture },
    {
      method: 'GET',
      path: '/khqr/qr/stand/:tran',
      handler: (request) => show(bank, request, standPng),
    },
    ...both('/khqr/check/:tran', byTran),
    ...both('/check/:tran', byTran),
    ...both('/check_by_md5', byMd5),
  ];
}

/**
 * A request that does something. Pictures are for pages of anywhere, and so are not among them: but no page of elsewhere makes codes
 * on somebody's machine with an address that it shows as a picture, and nobody who wants no answer makes one.
 */
function asked(handler: WebHandler): WebHandler {
  return (request) => {
    const { method, headers } = request;
    if (method === 'HEAD') return Promise.resolve(say(405, 'Ask with GET.', { allow: 'GET' }));
    if (!isOfOtherSite(headers)) return handler(request);
    return Promise.resolve(say(403, 'The sandbox is not asked from other sites.'));
  };
}

const say: Say = (status, message, headers) =>
  jsonResponse(status, { status: false, message }, headers);

/** A parameter of the query, else of the body. */
function given({ query, body }: WebRequest, name: string): string {
  const told = query.get(name);
  if (told !== null) return told;
  const fields = body.kind === 'json' ? body.value : null;
  if (typeof fields !== 'object' || fields === null) return '';
  const value: unknown = Object.entries(fields).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}

async function create(bank: SandboxBank, request: WebRequest): Promise<WebResponse | null> {
  const { baseUrl } = request;
  const bakongId = given(request, 'bakongid');
  const merchantName = given(request, 'merchantname').trim();
  if (!ACCOUNT.test(bakongId)) return say(400, 'bakongid must be an account such as user@abaa.');
  if (merchantName === '' || /\p{Cc}/u.test(merchantName)) {
    return say(400, 'merchantname must be a line of text.');
  }
  try {
    const { minor } = parseMoney(given(request, 'amount'), 'USD');
    const reply = await bank.create({
      amountMinor: minor,
      currency: 'USD',
      payee: { bakongId, merchantName },
      note: given(request, 'username') || 'unknown_user',
      channel: BAKONG_ONLINE,
    });
    if (reply.outcome === 'failed') return failureResponse(reply, say);
    const { md5 } = reply.value;
    const tran = tranOf(md5);
    return jsonResponse(200, {
      status: true,
      message: 'success',
      qr: `${baseUrl}/khqr/qr/${tran}`,
      qr_stand: `${baseUrl}/khqr/qr/stand/${tran}`,
      md5,
      tran,
    });
  } catch (error) {
    if (isKhqrError(error)) return say(400, error.message);
    throw error;
  }
}

/** Whoever knows a code and its account may ask, as at the real service; its answers know no claim. */
async function check(
  bank: SandboxBank,
  request: WebRequest,
  md5 = '',
): Promise<WebResponse | null> {
  const bakongId = given(request, 'bakongid');
  if (!ACCOUNT.test(bakongId)) return refused('bakongid must be an account such as user@abaa.');
  if (request.params['tran'] === undefined && !/^[\da-f]{32}$/.test(md5)) {
    return refused('md5 must be 32 hex digits.');
  }
  // Somebody else's code is as unknown as none, and being asked about here does not claim it.
  const reply =
    bank.find(md5)?.payee.bakongId === bakongId
      ? await bank.check(md5, Infinity, false)
      : await bank.request('check', md5, () => ({ status: 'unknown' }) as const);
  if (reply.outcome === 'failed') return failureResponse(reply, say);
  const transfer = transferOf(reply.value);
  return transfer ? settled(transfer) : notFound();
}

function codeOf(bank: SandboxBank, { params }: WebRequest) {
  return codeOfTran(bank.list(), params['tran'] ?? '');
}

async function show(
  bank: SandboxBank,
  request: WebRequest,
  draw: (text: string) => Uint8Array | Promise<Uint8Array>,
): Promise<WebResponse> {
  const code = codeOf(bank, request);
  return code ? pngResponse(await draw(code.qrString)) : say(404, 'Transaction not found');
}

function plainPng(text: string): Uint8Array {
  return qrPng(text, { size: 300 });
}
