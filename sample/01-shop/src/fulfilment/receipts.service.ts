import { Injectable } from '@nestjs/common';

/** Numbers the receipts without a gap: `R-0001`, `R-0002`. */
@Injectable()
export class ReceiptsService {
  private readonly issued = new Map<string, string>();

  /** `once` is the event's id: the same event gets the same receipt, however often it is delivered. */
  issue(once: string): string {
    const known = this.issued.get(once);
    if (known !== undefined) return known;
    const number = `R-${String(this.issued.size + 1).padStart(4, '0')}`;
    this.issued.set(once, number);
    return number;
  }
}
