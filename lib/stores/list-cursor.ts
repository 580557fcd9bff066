import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';

/** The last payment of a page; the next one begins behind it. */
export interface ListPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** Text that callers hand back as it is. */
export function writeCursor({ createdAt, id }: Pick<PaymentRecord, 'createdAt' | 'id'>): string {
  return `${createdAt.toString(36)}.${id}`;
}

/** @throws KhqrRequestError for anything that is not a cursor of ours */
export function readCursor(cursor: string | null): ListPosition | null {
  if (cursor === null) return null;
  const match = /^([0-9a-z]{1,10})\.([\w-]{1,64})$/.exec(cursor);
  const [, time, id] = match ?? [];
  if (time === undefined || id === undefined) {
    throw new KhqrRequestError('cursor must be the nextCursor of an earlier page.', {
      field: 'cursor',
    });
  }
  return { createdAt: parseInt(time, 36), id };
}
