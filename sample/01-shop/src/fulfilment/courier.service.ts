import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Stands in for a courier's API. */
@Injectable()
export class CourierService {
  /** For showing what becomes of a handler that fails: see the admin's deliveries. */
  broken = false;

  /** The same key always answers the same parcel, as an API with idempotency keys does. */
  async book(key: string): Promise<string> {
    if (this.broken) throw new Error('The courier’s system is down.');
    return `PP${createHash('sha256').update(key).digest('hex').slice(0, 8).toUpperCase()}`;
  }
}
