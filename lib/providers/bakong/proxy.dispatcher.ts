// The whole of undici, since its agent for proxies lacks `connect` when loaded by itself: only who configures a proxy pays for it.
import { ProxyAgent } from 'undici';
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
