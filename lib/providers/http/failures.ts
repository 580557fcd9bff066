import type { ProviderFailure } from '../provider-failure.js';
import type { HttpAnswer } from './http-answer.js';

/** The request may have had its effect, and nothing usable says whether. `what` is half a sentence about the answer. */
export function inDoubt(call: string, what: string, status?: number): ProviderFailure {
  const message = `${call}: the answer ${what}.`;
  return status === undefined
    ? { kind: 'in-doubt', message }
    : { kind: 'in-doubt', message, status };
}

export function notSent(call: string, why: string): ProviderFailure {
  return { kind: 'not-sent', message: `${call}: ${why}.` };
}

/**
 * What a status means where the call itself gives it no meaning of its own. 401, 403 and 422 are about the credential or
 * the merchant behind it, 429 about the rate, 400 about this one payment; every other one leaves the outcome in doubt,
 * redirects included: they are never followed, since the credential would travel along.
 */
export function failureOfStatus(call: string, answer: HttpAnswer): ProviderFailure {
  const { status } = answer;
  const said = answer.excerpt();
  const message = `${call} answered ${describe(status)}${said === '' ? '' : `: ${said}`}`;
  switch (status) {
    case 400:
      return { kind: 'payment', message, status };
    case 401:
    case 403:
    case 422:
      return { kind: 'lane', reason: 'stopped', message, status };
    case 429: {
      const limited = { kind: 'lane', reason: 'rate-limited', message, status } as const;
      return answer.retryAfterMs === undefined
        ? limited
        : { ...limited, retryAfterMs: answer.retryAfterMs };
    }
    default:
      return { kind: 'in-doubt', message, status };
  }
}

function describe(status: number): string {
  return status >= 300 && status < 400
    ? `with a redirect (${String(status)}), which is not followed`
    : String(status);
}
