import { isIP } from 'node:net';
import type { CheckoutRequest } from './checkout.options.js';
import { PATH } from './checkout.settings.js';

/** It stands in every URL of an answer, and is kept for as long as a stream is open. */
const LONGEST_MOUNT = 512;
/** Some proxies, Azure's for one, write the client's port along. */
const WITH_PORT = /^(?:([\d.]+):\d{1,5}|\[([^[\]]+)\](?::\d{1,5})?)$/;

/** The first value of a header, as it was sent. */
export function headerOf({ headers }: CheckoutRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Path and query of the request, as the client wrote them. */
function targetOf({ originalUrl, url }: CheckoutRequest): readonly [path: string, query: string] {
  const target = originalUrl ?? url;
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

export function queryOf(request: CheckoutRequest): URLSearchParams {
  return new URLSearchParams(targetOf(request)[1]);
}

/**
 * Where the routes are mounted, as this request came: global prefix, version and all. `route` is the routes' part of the
 * path, `/payments` or `/pay`. Undefined where the path cannot be taken for granted.
 */
export function mountOf(request: CheckoutRequest, route: string): string | undefined {
  const path = targetOf(request)[0];
  // Express does not mind case.
  const at = path.toLowerCase().lastIndexOf(route);
  const mount = path.slice(0, Math.max(0, at));
  return at !== -1 && mount.length <= LONGEST_MOUNT && PATH.test(mount) ? mount : undefined;
}

/** A browser that follows a form, rather than a script that reads JSON. */
export function wantsPage(request: CheckoutRequest): boolean {
  const accept = headerOf(request, 'accept') ?? '';
  const page = accept.indexOf('text/html');
  const json = accept.indexOf('application/json');
  return page !== -1 && (json === -1 || page < json);
}

/**
 * Whom a limit counts: an IPv4 address, or the /64 of an IPv6 one, which one customer has whole. What is no address, as a
 * client may say of itself where proxies are trusted too far, is one client.
 */
export function clientOf({ ip = '' }: CheckoutRequest): string {
  const [, v4, v6] = WITH_PORT.exec(ip) ?? [];
  const written = v4 ?? v6 ?? ip;
  if (isIP(written) === 0) return '';
  // Behind `%` an address may go on as it likes, and is still one.
  const [address = ''] = written.split('%', 1);
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return address.includes(':') ? networkOf(address) : address;
}

/** The first four of eight groups; `::` stands for as many zeros as are missing. */
function networkOf(ip: string): string {
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':');
}
