import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { WebRequest, WebResponse } from './http.js';

/** The payment page brings a policy of its own, which replaces this one. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  // An order's number is in its address.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Nothing is loaded from elsewhere, and the browser is told so. */
@Injectable()
export class SecurityHeadersMiddleware implements NestMiddleware {
  use(_request: WebRequest, response: WebResponse, next: () => void): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    next();
  }
}
