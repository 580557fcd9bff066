import type { WebResponse } from './web-exchange.js';

/** A picture of a code never changes. */
export function pngResponse(bytes: Uint8Array): WebResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400, immutable',
      'x-content-type-options': 'nosniff',
    },
    body: bytes,
  };
}
