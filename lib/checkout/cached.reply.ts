import type { CheckoutRequest } from './checkout.options.js';
import type { HttpReply } from './http.reply.js';
import { headerOf } from './request.facts.js';

export interface CachedBody {
  readonly body: Buffer | string;
  readonly type: string;
  /** Strong, with its quotes. */
  readonly etag: string;
}

/** Sends what never changes, or 304 to whoever has it. */
export function cached(
  request: CheckoutRequest,
  reply: HttpReply,
  { body, type, etag }: CachedBody,
  cacheControl: string,
): void {
  reply.header('cache-control', cacheControl).header('etag', etag);
  const known = (headerOf(request, 'if-none-match') ?? '').split(',').map((tag) => tag.trim());
  if (known.includes(etag) || known.includes(`W/${etag}`)) reply.status(304).send();
  else reply.header('content-type', type).send(body);
}
