import type { KhqrClock } from '../clock/khqr-clock.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { noteDelay, type Detection } from '../polling/detection.js';
import type { CheckAnswer } from '../providers/khqr-provider.port.js';

/** Measures how late this process notices payments, where the provider tells when they were made. */
export class DetectionMeter {
  private readonly byLane = new Map<string, Detection>();

  constructor(private readonly clock: Pick<KhqrClock, 'now'>) {}

  /** An answer has arrived; only money that came while its code was open counts, since late money is looked for seldom on purpose. */
  note(lane: string, record: PaymentRecord, answer: CheckAnswer): void {
    if (answer.outcome !== 'paid' || record.status === 'PAID') return;
    const { paidAt } = answer.evidence;
    if (paidAt === undefined || paidAt > record.expiresAt) return;
    // By the provider's own clock where it tells it: then a wrong one of ours does not matter.
    const at = answer.serverTime ?? this.clock.now();
    const since = Math.max(paidAt, record.createdAt);
    this.byLane.set(lane, noteDelay(this.byLane.get(lane) ?? null, at - since));
  }

  of(lane: string): Detection | null {
    return this.byLane.get(lane) ?? null;
  }
}
