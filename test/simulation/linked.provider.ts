import type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreatedCode,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from '../../lib/providers/khqr-provider.port.js';
import type { SandboxProvider } from '../../lib/providers/sandbox/sandbox.provider.js';
import type { Auditors } from './auditors.js';
import type { Conditions } from './conditions.js';
import type { Scenario } from './scenario.js';
import type { SimulatedProcess } from './simulated.process.js';

const AWAY = { kind: 'not-sent', message: 'The bank cannot be reached from here.' } as const;

/** A provider as one process reaches it. What it has sent takes effect even where the process ends meanwhile. */
export class LinkedProvider implements KhqrProvider {
  readonly name: string;
  readonly host = '';
  readonly lane: string;
  readonly capabilities: ProviderCapabilities;

  constructor(
    private readonly bank: SandboxProvider,
    private readonly process: SimulatedProcess,
    private readonly replica: number,
    private readonly conditions: Conditions,
    private readonly auditors: Auditors,
    private readonly account: Scenario['account'],
  ) {
    this.name = bank.name;
    this.lane = bank.lane;
    const { ratePerSecond, knownRate, requestsPerDay, expiry } = account;
    this.capabilities = {
      ...bank.capabilities,
      expiry,
      ratePerSecond: knownRate ? (ratePerSecond ?? bank.capabilities.ratePerSecond) : null,
      requestsPerDay,
    };
  }

  createPayment(request: CreateRequest): Promise<CreateAnswer> {
    return this.process.ask(async () => {
      if (this.conditions.bankIsAway(this.replica)) return { outcome: 'failed', failure: AWAY };
      const answer = await this.bank.createPayment(request);
      this.auditors.trace.add(this.process.name, `creates ${request.reference}: ${answer.outcome}`);
      if (answer.outcome !== 'created' || this.account.expiry === 'provider') return answer;
      return withoutEnd(answer);
    }, true);
  }

  async checkPayment(request: CheckRequest): Promise<CheckAnswer> {
    const { name } = this.process;
    this.auditors.leases.meant(name, request.id, request.md5);
    const answer = await this.process.ask(() => this.send(request), true);
    this.auditors.trace.add(name, `hears ${request.id}: ${describe(answer)}`);
    if (answer.outcome === 'paid') this.auditors.money.heard(request.md5, this.process);
    return answer;
  }

  private async send(request: CheckRequest): Promise<CheckAnswer> {
    const { leases, trace } = this.auditors;
    if (this.conditions.bankIsAway(this.replica)) return { outcome: 'unknown', failure: AWAY };
    const check = leases.sent(this.process.name, request.id, request.md5);
    this.auditors.money.asked(request.md5);
    trace.add(this.process.name, `asks about ${request.id}`);
    const answer = await this.bank.checkPayment(request);
    leases.over(check);
    trace.add('bank', `answers ${this.process.name} about ${request.id}: ${describe(answer)}`);
    // A provider that does not say when a code ends.
    const ours = this.account.expiry === 'ours' && answer.outcome === 'expired';
    return ours ? { outcome: 'pending' } : answer;
  }
}

/** As a provider answers that does not say when a code ends. */
function withoutEnd(answer: CreatedCode): CreatedCode {
  const { md5, qrString, verified, billNumber } = answer;
  return {
    outcome: 'created',
    md5,
    verified,
    ...(qrString !== undefined && { qrString }),
    ...(billNumber !== undefined && { billNumber }),
  };
}

function describe(answer: CheckAnswer): string {
  return answer.outcome === 'unknown' ? answer.failure.message : answer.outcome;
}
