import { BoundedMap } from '../../collections/bounded.map.js';
import { isKhqrError } from '../../errors/is-khqr-error.js';
import { qrPng } from '../../image/index.js';
import { jsonResponse } from '../../web/json.response.js';
import { pngResponse } from '../../web/png.response.js';
import type { WebHandler, WebRequest, WebResponse } from '../../web/web-exchange.js';
import { hashApiKey } from './api-key.js';
import { isRefused, refusal, type Refused } from './api.refusal.js';
import { madeAnswer, statusAnswer } from './apikhqr.answers.js';
import type { ApikhqrDesk, KeyRing } from './apikhqr.port.js';
import { readGenerate, type GenerateInput } from './generate.input.js';
import { gatewayOpenApi } from './openapi.document.js';
import type { RateLimiter } from './rate.limiter.js';

export interface ApikhqrParts<M> {
  readonly desk: ApikhqrDesk<M>;
  readonly keys: KeyRing<M>;
  /** Null: nobody is slowed down. */
  readonly limiter: RateLimiter | null;
}

export interface ApikhqrHandlers {
  readonly generate: WebHandler;
  readonly status: WebHandler;
  readonly picture: WebHandler;
  /** The API's OpenAPI document. */
  readonly description: WebHandler;
}

const MD5 = /^[\da-f]{32}$/;
/** No key that a merchant was given is longer. */
const LONGEST_KEY = 512;
/** As the document says. */
const PICTURE = { size: 300 };

/** Some kilobyte each. A code never changes. */
const MOST_PICTURES = 2000;

/** PNGs by md5. */
export function pictureMap(): BoundedMap<Uint8Array> {
  return new BoundedMap(MOST_PICTURES);
}

/** APIKHQR's REST API v1 over a desk. */
export function apikhqrHandlers<M>(parts: ApikhqrParts<M>): ApikhqrHandlers {
  const { desk } = parts;
  const pictures = pictureMap();
  return {
    generate: keyed(parts, (request, merchant) => generate(desk, merchant, request)),
    status: keyed(parts, (request, merchant) => status(desk, merchant, request)),
    // For <img src>, which sends no key.
    picture: (request) => picture(desk, pictures, request),
    description: async ({ baseUrl }) => jsonResponse(200, gatewayOpenApi(baseUrl)),
  };
}

export async function generate<M>(
  desk: ApikhqrDesk<M>,
  merchant: M,
  request: WebRequest,
): Promise<WebResponse | null> {
  const input = read(request);
  if (isRefused(input)) return input.refused;
  const code = await desk.generate(input, merchant);
  return isRefused(code) ? code.refused : madeAnswer(code, request.baseUrl);
}

export async function status<M>(
  desk: ApikhqrDesk<M>,
  merchant: M,
  { method, query }: WebRequest,
): Promise<WebResponse | null> {
  // An answer without its body would claim the payment and tell nobody.
  if (method === 'HEAD') return refusal('request', { error: 'Ask with GET.' }).refused;
  const md5 = query.get('md5')?.toLowerCase() ?? '';
  if (!MD5.test(md5)) return refusal('request', { error: 'md5 must be 32 hex digits.' }).refused;
  const found = await desk.status(md5, merchant);
  return isRefused(found) ? found.refused : statusAnswer(found);
}

export async function picture<M>(
  desk: ApikhqrDesk<M>,
  pictures: BoundedMap<Uint8Array>,
  { params }: WebRequest,
): Promise<WebResponse | null> {
  const md5 = params['md5']?.toLowerCase() ?? '';
  const text = MD5.test(md5) ? await desk.qrString(md5) : null;
  if (text === null) return refusal('unknown').refused;
  const png = pictures.get(md5) ?? qrPng(text, PICTURE);
  pictures.set(md5, png);
  return pngResponse(png);
}

function read(request: WebRequest): GenerateInput | Refused {
  try {
    return readGenerate(request);
  } catch (error) {
    if (isKhqrError(error)) return refusal('request', { error: error.message });
    throw error;
  }
}

function keyed<M>(
  { keys, limiter }: ApikhqrParts<M>,
  work: (request: WebRequest, merchant: M) => Promise<WebResponse | null>,
): WebHandler {
  return async (request) => {
    const key = request.headers['x-api-key'] ?? '';
    // A stranger without a key costs nobody a look into a database.
    if (key === '' || key.length > LONGEST_KEY) return refusal('key').refused;
    const holder = await keys.find(hashApiKey(key));
    if (!holder) return refusal('key').refused;
    const waitMs = limiter?.wait(holder.id) ?? 0;
    if (waitMs > 0) return refusal('rate', { retryAfterMs: waitMs }).refused;
    return work(request, holder.merchant);
  };
}
