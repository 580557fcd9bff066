import type { Dispatcher } from 'undici';
import { SystemClock } from '../../lib/clock/system.clock.js';
import { SystemRandom } from '../../lib/clock/system.random.js';
import type { KhqrClock } from '../../lib/clock/khqr-clock.js';
import type { KhqrRandom } from '../../lib/clock/khqr-random.js';
import { BakongProvider } from '../../lib/providers/bakong/bakong.provider.js';
import type { HttpDispatcher } from '../../lib/providers/http/http-client.js';
import type { CheckRequest, CreateRequest } from '../../lib/providers/khqr-provider.port.js';
import type { ProviderContext } from '../../lib/providers/provider-context.js';
import type { BakongOptions } from '../../lib/providers/provider.options.js';
import type { BakongResponse } from '../../lib/providers/sandbox/bakong-options.js';
import { BakongStandIn } from '../../lib/providers/sandbox/bakong.stand-in.js';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import { listen, type Arrived, type Loopback } from '../contract/provider/support/loopback.js';

export const SHOP = 'lucky@abaa';

export interface BakongWorldOptions {
  readonly clock?: KhqrClock;
  readonly random?: KhqrRandom;
  readonly dailyQuota?: number | null;
}

/** A stand-in for the API with its bank, and a token for it. */
export class BakongWorld {
  readonly clock: KhqrClock;
  readonly random: KhqrRandom;
  readonly bank: SandboxBank;
  readonly api: BakongStandIn;
  readonly token: string;

  constructor({ clock, random, dailyQuota = null }: BakongWorldOptions = {}) {
    this.clock = clock ?? new SystemClock();
    this.random = random ?? new SystemRandom();
    this.bank = new SandboxBank({ clock: this.clock, random: this.random });
    const parts = { bank: this.bank, clock: this.clock, random: this.random };
    this.api = new BakongStandIn({ ...parts, dailyQuota });
    this.token = this.api.tokens.issue();
  }

  options(given: Partial<BakongOptions> = {}): BakongOptions {
    return {
      provider: 'bakong',
      apiKey: this.token,
      bakongId: SHOP,
      merchantName: 'Lucky Shop',
      ...given,
    };
  }

  /** On a server of its own on this machine; `spoil` may answer a request instead. */
  serve(
    spoil: (request: Arrived) => Promise<BakongResponse | null> | undefined = () => undefined,
  ): Promise<Loopback> {
    return listen((request, response) => {
      const spoilt = spoil(request);
      const answer = spoilt ?? this.api.handle(request);
      void answer.then((told) => {
        if (!told) response.destroy();
        else response.writeHead(told.status, told.headers).end(told.body);
      });
    });
  }
}

export function bakong(
  options: BakongOptions,
  given: Partial<ProviderContext> = {},
  dispatcher?: HttpDispatcher,
): BakongProvider {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const context = { account: 'default', clock, random, warn: () => undefined, ...given };
  return new BakongProvider(options, context, dispatcher);
}

/** Carries requests to the stand-in without a network, so that a clock that stands still sees them through. */
export function inProcess(api: Pick<BakongStandIn, 'handle'>): HttpDispatcher {
  return {
    destroy: () => Promise.resolve(),
    dispatch({ path, method, headers, body }, handler) {
      if (typeof body !== 'string') throw new Error('Every call of this API has a body.');
      const controller = idleController();
      handler.onRequestStart?.(controller, {});
      const list = headers as readonly string[];
      const pairs = list.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), list[index + 1] ?? ''] as const] : [],
      );
      const request = { method, path, headers: Object.fromEntries(pairs), body };
      void api.handle(request).then((answer) => {
        if (!answer) {
          handler.onResponseError?.(controller, new Error('broken'));
          return;
        }
        handler.onResponseStart?.(controller, answer.status, { ...answer.headers }, '');
        handler.onResponseData?.(controller, Buffer.from(answer.body));
        handler.onResponseEnd?.(controller, {});
      });
      return true;
    },
  };
}

function idleController(): Dispatcher.DispatchController {
  return {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: null,
    rawTrailers: null,
    abort: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  };
}

export function createRequest(patch: Partial<CreateRequest> = {}): CreateRequest {
  return {
    id: 'payment-1',
    reference: 'order-1',
    amountMinor: 500,
    currency: 'USD',
    note: null,
    payee: null,
    expiresInMs: 300_000,
    now: Date.now(),
    ...patch,
  };
}

export function checkRequest(patch: Partial<CheckRequest> = {}): CheckRequest {
  return {
    id: 'payment-1',
    md5: 'd60f3db96913029a2af979a1662c1e72',
    providerRef: null,
    qrString: null,
    amountMinor: 500,
    currency: 'USD',
    payee: null,
    createdAt: Date.now(),
    ...patch,
  };
}

/** Makes a code, and the question about it. */
export async function makeCode(provider: BakongProvider, patch: Partial<CreateRequest> = {}) {
  const request = createRequest(patch);
  const code = await provider.createPayment(request);
  if (code.outcome === 'failed') throw new Error(code.failure.message);
  const { md5, qrString = '' } = code;
  const { amountMinor, currency, payee, now } = request;
  const asked = checkRequest({ md5, qrString, amountMinor, currency, payee, createdAt: now });
  return { code, qrString, asked };
}
