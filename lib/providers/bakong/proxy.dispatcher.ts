// By itself, as the pool of the HTTP client: only who configures a proxy pays for loading it.
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import type { HttpDispatcher } from '../http/http-client.js';

/** Connections through a proxy: a tunnel (CONNECT) to the API, so that the proxy sees neither token nor answers. */
export function openProxy(url: string): HttpDispatcher {
  const verified = { rejectUnauthorized: true };
  return new ProxyAgent({
    uri: url,
    requestTls: verified,
    proxyTls: verified,
    connections: 64,
    pipelining: 1,
    // The client's deadline covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
