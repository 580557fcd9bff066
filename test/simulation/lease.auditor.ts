import type { PaymentRecord } from '../../lib/payment/payment-record.js';
import type { PollClaim } from '../../lib/stores/poll-queue.port.js';
import type { ViolationLog } from './violation.log.js';

interface Lease {
  readonly holder: string;
  readonly epoch: number;
  /** On the world's monotonic clock. */
  readonly untilMs: number;
  /** The payment was settled under it: anybody may hold it now, and nobody is waited for. */
  over: boolean;
}

/** A check on its way to the bank and back. */
export interface CheckUnderWay {
  readonly md5: string;
  readonly holder: string;
  /** Undefined: it ended before the request left. */
  readonly lease: Lease | undefined;
}

/** Holds the leases against the requests that reach the bank. */
export class LeaseAuditor {
  readonly #leases = new Map<string, Lease>();
  readonly #underWay = new Map<string, Set<CheckUnderWay>>();
  readonly #strayed = new Set<string>();
  readonly #meant = new Map<string, string>();

  constructor(
    private readonly nowMs: () => number,
    private readonly violations: ViolationLog,
  ) {}

  claimed(holder: string, { record }: PollClaim, leaseMs: number): void {
    const { id, md5, epoch } = record;
    const now = this.nowMs();
    const held = this.#leases.get(id);
    this.violations.check(
      !held || held.over || held.untilMs <= now,
      'lease',
      () => `${id} is leased to ${holder} while ${held?.holder ?? ''} holds it`,
    );
    this.violations.check(
      record.inDoubt,
      'lease',
      () => `${id} is leased without a written intent`,
    );
    this.violations.check(md5 !== null, 'lease', () => `${id} is leased without an md5`);
    this.#leases.set(id, { holder, epoch, untilMs: now + leaseMs, over: false });
  }

  written({ id, leaseUntil }: Pick<PaymentRecord, 'id' | 'leaseUntil'>): void {
    const lease = this.#leases.get(id);
    if (lease && leaseUntil === 0) lease.over = true;
  }

  released(id: string, epoch: number): void {
    if (this.#leases.get(id)?.epoch === epoch) this.#leases.delete(id);
  }

  /** A process decides to ask. What stops it from here on until the request has left, nobody in it can see. */
  meant(holder: string, id: string, md5: string): void {
    this.#meant.set(holder, md5);
    const lease = this.#leases.get(id);
    this.violations.check(
      lease?.holder === holder && this.nowMs() < lease.untilMs,
      'lease',
      () => `${holder} asks about ${md5} without a lease`,
    );
  }

  sent(holder: string, id: string, md5: string): CheckUnderWay {
    const now = this.nowMs();
    const held = this.#leases.get(id);
    const lease = held?.holder === holder && now < held.untilMs ? held : undefined;
    const check = { md5, holder, lease };
    const others = this.#underWay.get(md5) ?? new Set();
    for (const other of lease ? others : []) {
      this.violations.check(
        !other.lease || other.lease.over || other.lease.untilMs <= now,
        'lease',
        () => `${holder} asks about ${md5} while ${other.holder} asks too`,
      );
    }
    this.#underWay.set(md5, others.add(check));
    return check;
  }

  /** The bank is done with it, whether or not anybody hears. */
  over(check: CheckUnderWay): void {
    if (!check.lease || check.lease.untilMs <= this.nowMs()) this.#strayed.add(check.md5);
    const others = this.#underWay.get(check.md5);
    others?.delete(check);
    if (others?.size === 0) this.#underWay.delete(check.md5);
  }

  /** The md5 that this process asked about, or was about to, last. */
  lastMeant(holder: string): string | null {
    return this.#meant.get(holder) ?? null;
  }

  /** A check of this md5 was still on its way when its lease ended, so that its claim could come unseen. */
  hasStrayed(md5: string): boolean {
    return this.#strayed.has(md5);
  }

  get underWay(): number {
    return this.#underWay.size;
  }
}
