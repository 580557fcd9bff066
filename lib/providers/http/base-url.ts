import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

export interface BaseUrl {
  /** `https://www.khqrapi.com`, as a connection needs it. */
  readonly origin: string;
  /** `www.khqrapi.com`, with a port that is not the scheme's own. */
  readonly host: string;
  /** `/api/v1`; empty for the root. Never ends in a slash. */
  readonly path: string;
  /** Origin and path: two spellings of one address give one text. */
  readonly href: string;
}

/**
 * Reads a provider's base URL: HTTPS, or HTTP to this very machine; no user, password, query or fragment.
 *
 * @throws KhqrConfigurationError naming the field and the rule; a password in the text is not repeated.
 */
export function parseBaseUrl(text: string, field = 'baseUrl'): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refusal(`${field} must be a full URL such as 'https://www.khqrapi.com/api/v1'`);
  if (url.username !== '' || url.password !== '') {
    throw refusal(`${field} must not contain a user name or password`);
  }
  // `https://host/?` has an empty query that `url.search` does not show.
  if (/[?#]/.test(text)) throw refusal(`${field} must not contain a query or a fragment`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw refusal(
      `${field} must use https (http is accepted for localhost, 127.0.0.0/8 and [::1] only), got '${url.protocol}//${url.host}'`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, host: url.host, path, href: url.origin + path };
}

/** The URL parser has already written every spelling of an IPv4 address (`127.1`, `0x7f000001`) as four numbers. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function refusal(problem: string): KhqrConfigurationError {
  return new KhqrConfigurationError(`${problem}.`);
}
