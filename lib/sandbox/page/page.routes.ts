import type { WebHandler, WebRoute } from '../../web/web-exchange.js';
import { PAGE_HTML, PAGE_ICON } from './page.html.js';
import { PAGE_SCRIPT } from './page.script.js';
import { PAGE_STYLES } from './page.styles.js';
import { PHONE_STYLES } from './phone.styles.js';

/** Nothing from elsewhere, nothing inline, and in nobody's frame: a button here pays. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page with its two files; they are in the program, so that it is one. */
export function pageRoutes(): readonly WebRoute[] {
  return [
    file('/', 'text/html', PAGE_HTML),
    file('/sandbox/page.css', 'text/css', PAGE_STYLES + PHONE_STYLES),
    file('/sandbox/page.js', 'text/javascript', PAGE_SCRIPT),
    file('/sandbox/icon.svg', 'image/svg+xml', PAGE_ICON),
  ];
}

function file(path: string, type: string, body: string): WebRoute {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  const handler: WebHandler = () => Promise.resolve({ status: 200, headers, body });
  return { method: 'GET', path, handler };
}
