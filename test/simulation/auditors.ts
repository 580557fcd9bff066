import { DeliveryAuditor } from './delivery.auditor.js';
import { LeaseAuditor } from './lease.auditor.js';
import { MoneyAuditor } from './money.auditor.js';
import { RateAuditor } from './rate.auditor.js';
import type { TraceLog } from './trace.log.js';
import { TransitionAuditor, type Truth } from './transition.auditor.js';
import type { ViolationLog } from './violation.log.js';
import type { VirtualTime } from './virtual.time.js';

/** Everybody who looks on while a run goes on. */
export class Auditors {
  readonly leases: LeaseAuditor;
  readonly transitions: TransitionAuditor;
  readonly rates: RateAuditor;
  readonly deliveries: DeliveryAuditor;
  readonly money: MoneyAuditor;

  constructor(
    time: VirtualTime,
    truth: Truth,
    graceMs: number,
    readonly violations: ViolationLog,
    readonly trace: TraceLog,
  ) {
    const nowMs = (): number => time.monotonic();
    this.leases = new LeaseAuditor(nowMs, violations);
    this.transitions = new TransitionAuditor(truth, graceMs, violations);
    this.rates = new RateAuditor(nowMs, violations);
    this.deliveries = new DeliveryAuditor(nowMs, violations);
    this.money = new MoneyAuditor(nowMs);
  }
}
