import { KhqrNotFoundError } from '../../errors/khqr-not-found.error.js';
import { KhqrRequestError } from '../../errors/khqr-request.error.js';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from '../khqr-provider.port.js';
import type { ProviderContext } from '../provider-context.js';
import type { SandboxOptions } from '../provider.options.js';
import { SANDBOX_EXPIRES_IN_MS } from './sandbox-options.js';
import type { SandboxBank } from './sandbox.bank.js';
import { toCheckAnswer, toCreatedCode } from './sandbox.mapper.js';

/** How long a caller of any provider waits for an answer at most. */
const DEADLINE_MS = 10_000;

/** The simulated bank in this process, as a provider. All accounts share one bank; each has a lane of its own. */
export class SandboxProvider implements KhqrProvider {
  readonly name = 'sandbox';
  readonly host = '';
  readonly lane: string;
  readonly capabilities: ProviderCapabilities = {
    currencies: ['USD', 'KHR'],
    payees: true,
    expiry: 'provider',
    expiresInMs: SANDBOX_EXPIRES_IN_MS,
    createIsCall: true,
    batchSize: 1,
    // As the providers' documents ask of their callers, so that a shop behaves here as it will there.
    minGapMs: 3000,
    // Nobody's real limit: high enough for a demonstration, low enough that the limit is at work.
    ratePerSecond: 50,
    requestsPerDay: null,
  };
  readonly #options: SandboxOptions;
  readonly #context: ProviderContext;
  readonly #bank: SandboxBank;

  constructor(options: SandboxOptions, context: ProviderContext, bank: SandboxBank) {
    this.#options = options;
    this.#context = context;
    this.#bank = bank;
    this.lane = `sandbox:${context.account}`;
  }

  async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    const { amountMinor, currency, reference, note, payee, expiresInMs } = request;
    const { autoPayMs } = this.#options;
    const order = { amountMinor, currency, reference, note, payee, expiresInMs, autoPayMs };
    try {
      const reply = await this.#bank.create(order, DEADLINE_MS);
      if (reply.outcome === 'answered') return toCreatedCode(reply.value);
      return { outcome: 'failed', failure: reply.failure };
    } catch (error) {
      // What cannot be written into a code; a real provider answers 400.
      if (!(error instanceof KhqrRequestError)) throw error;
      return { outcome: 'failed', failure: { kind: 'payment', message: error.message } };
    }
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    const reply = await this.#bank.check(request.md5, DEADLINE_MS);
    if (reply.outcome === 'failed') return { outcome: 'unknown', failure: reply.failure };
    return toCheckAnswer(reply.value, request, this.#context.clock.now());
  }

  /** Made up: it leads nowhere, since no banking app knows this bank. @throws KhqrNotFoundError */
  async getDeeplink({ md5 }: CheckRequest): Promise<string> {
    if (this.#bank.find(md5)) return `https://sandbox.invalid/pay/${md5}`;
    throw new KhqrNotFoundError(`The sandbox bank has no code with the md5 '${md5}'.`);
  }
}
