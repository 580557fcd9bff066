import type { LaneState } from '../../lib/polling/lane.js';
import type { ViolationLog } from './violation.log.js';

interface Grant {
  readonly atMs: number;
  readonly holder: string;
  readonly rate: number;
  /** From the share kept for creates. */
  readonly reserved: boolean;
  count: number;
}

const WINDOWS_MS = [1000, 10_000, 60_000] as const;
/** What a bucket may run ahead of the clock, as `lib/polling/lane.grants.ts` has it. */
const TOLERANCE_S = 0.15;
/** A closed lane's probes, and one that straddles the edge. */
const SLACK = 2;

/** Adds up what lanes have granted, from their states before and after. */
export class RateAuditor {
  readonly #grants: Grant[] = [];
  #most = 0;

  constructor(
    private readonly nowMs: () => number,
    private readonly violations: ViolationLog,
  ) {}

  /** The highest rate at which a lane has been. */
  get highestRate(): number {
    return this.#most;
  }

  decided(holder: string, before: LaneState | null, after: LaneState): void {
    this.#most = Math.max(this.#most, after.rate);
    const sameDay = before?.day === after.day;
    const change = after.dayCount - (sameDay ? before.dayCount : 0);
    if (change > 0) {
      const reserved = after.createTat !== (before?.createTat ?? 0);
      this.#grants.push({ atMs: this.nowMs(), holder, rate: after.rate, reserved, count: change });
    } else if (change < 0) this.#returned(holder, -change);
  }

  #returned(holder: string, count: number): void {
    let left = count;
    for (let place = this.#grants.length - 1; place >= 0 && left > 0; place -= 1) {
      const grant = this.#grants[place];
      if (grant?.holder !== holder || grant.reserved) continue;
      const back = Math.min(left, grant.count);
      grant.count -= back;
      left -= back;
    }
  }

  /** To be asked when all is over. */
  finish(): void {
    for (const reserved of [false, true]) {
      const grants = this.#grants.filter((grant) => grant.reserved === reserved && grant.count > 0);
      for (const windowMs of WINDOWS_MS) this.#check(grants, windowMs, reserved ? 0.2 : 1);
    }
  }

  #check(grants: readonly Grant[], windowMs: number, share: number): void {
    let first = 0;
    let sum = 0;
    // The highest rate of the window comes first, behind it what may be the highest later.
    const highest: Grant[] = [];
    for (const grant of grants) {
      sum += grant.count;
      while (grant.atMs - (grants[first]?.atMs ?? grant.atMs) >= windowMs) {
        sum -= grants[first]?.count ?? 0;
        if (highest[0] === grants[first]) highest.shift();
        first += 1;
      }
      while ((highest.at(-1)?.rate ?? Infinity) <= grant.rate) highest.pop();
      highest.push(grant);
      const rate = (highest[0] ?? grant).rate * share;
      const most = Math.floor((rate * windowMs) / 1000 + rate * TOLERANCE_S) + 1 + SLACK;
      if (sum <= most) continue;
      this.violations.add(
        'rate',
        `${sum} requests granted within ${windowMs} ms, at most ${most} at ${rate}/s`,
      );
      return;
    }
  }
}
