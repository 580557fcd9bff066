import { createHash } from 'node:crypto';
import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from '../../lib/providers/khqr-provider.port.js';

type Check = (request: CheckRequest, call: number) => CheckAnswer | Promise<CheckAnswer>;

/** A provider of an application's own, which answers as a test says. */
export class ScriptedProvider implements KhqrProvider {
  readonly host = '';
  readonly capabilities: ProviderCapabilities;
  readonly checks: CheckRequest[] = [];
  readonly creates: CreateRequest[] = [];
  readonly lane: string;

  constructor(
    private readonly answer: Check = () => ({ outcome: 'pending' }),
    capabilities: Partial<ProviderCapabilities> = {},
    readonly name = 'scripted',
  ) {
    this.lane = `${name}:test`;
    this.capabilities = {
      currencies: ['USD', 'KHR'],
      expiry: 'ours',
      expiresInMs: 300_000,
      createIsCall: true,
      batchSize: 1,
      minGapMs: 3000,
      ratePerSecond: 1000,
      requestsPerDay: null,
      ...capabilities,
    };
  }

  async createPayment(request: CreateRequest): Promise<CreateAnswer> {
    this.creates.push(request);
    const md5 = createHash('md5').update(request.id).digest('hex');
    return { outcome: 'created', md5, verified: false };
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    this.checks.push(request);
    return this.answer(request, this.checks.length);
  }
}
