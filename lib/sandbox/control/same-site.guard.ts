import { isIP } from 'node:net';
import { jsonResponse } from '../../web/json.response.js';
import type { WebHandler, WebRequest } from '../../web/web-exchange.js';

/**
 * Lets a request through that comes from this server's own page or from no browser. A page of elsewhere must not pay codes on
 * somebody's machine: neither by asking across sites, nor under a name of its own that it lets point here (DNS rebinding).
 *
 * @param hosts further names under which this server may be called
 */
export function sameSite(hosts: readonly string[], handler: WebHandler): WebHandler {
  return (request) => {
    const refusal = refusalOf(request, hosts);
    if (refusal === null) return handler(request);
    return Promise.resolve(jsonResponse(403, { error: refusal }));
  };
}

function refusalOf({ headers }: WebRequest, hosts: readonly string[]): string | null {
  const host = headers['host'] ?? '';
  if (!isOurs(hostname(host), hosts)) {
    return `The sandbox is controlled under localhost, an IP address or a name that it was started with, not under ${JSON.stringify(host.slice(0, 80))}.`;
  }
  const { origin } = headers;
  const isForeign =
    origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
  if (isForeign || isOfOtherSite(headers)) {
    return 'The sandbox is not controlled from other sites.';
  }
  return null;
}

/** As a browser says itself; whatever else asks says nothing. */
export function isOfOtherSite(headers: WebRequest['headers']): boolean {
  return !['none', 'same-origin'].includes(headers['sec-fetch-site'] ?? 'none');
}

function hostname(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

/** Nobody can let an address point elsewhere, and browsers resolve `localhost` themselves. */
function isOurs(name: string, hosts: readonly string[]): boolean {
  return isIP(name) !== 0 || /(^|\.)localhost$/.test(name) || hosts.includes(name);
}
