import type { SandboxReply } from '../../providers/sandbox/sandbox.network.js';
import type { WebResponse } from '../../web/web-exchange.js';

export type Failed = Extract<SandboxReply<unknown>, { readonly outcome: 'failed' }>;

/** How a service words a failure. */
export type Say = (
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
) => WebResponse;

/** A failure of the simulated network as HTTP. Null: the connection breaks, and the client learns nothing. */
export function failureResponse({ failure, lost }: Failed, say: Say): WebResponse | null {
  if (lost) return null;
  switch (failure.kind) {
    case 'not-sent':
      return null;
    case 'in-doubt':
      return say(500, 'Server error');
    case 'payment':
      return say(400, failure.message);
    case 'lane': {
      if (failure.reason === 'stopped') return say(401, failure.message);
      const { retryAfterMs } = failure;
      const told: Record<string, string> =
        retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
      return say(429, 'Too many requests', told);
    }
  }
}
