import type { PaymentStatus } from '../../payment/payment-status.js';
import type { ListPosition } from '../list-cursor.js';
import type { Row } from './row.codec.js';

/** Payments looked at, and at most removed, in one step: no transaction should hold up the shop's own. */
const WINDOW = 500;

/**
 * Goes from the oldest payment on, window after window, each behind the last payment looked at: what is spared is not looked at
 * again, so that a million payments that stay cost one look at each. Answers how many were removed.
 *
 * @param look the rows (id, created_at, status) of so many payments behind this one, oldest first
 * @param remove removes those of these that may go, in one transaction; answers how many
 */
export async function walkToPrune(
  statuses: readonly PaymentStatus[],
  look: (after: ListPosition, limit: number) => Promise<readonly Row[]>,
  remove: (ids: readonly string[]) => Promise<number>,
): Promise<number> {
  let after: ListPosition = { createdAt: Number.MIN_SAFE_INTEGER, id: '' };
  for (let total = 0; ;) {
    const rows = await look(after, WINDOW);
    const ids = rows
      .filter(({ status }) => statuses.includes(status as PaymentStatus))
      .map(({ id }) => String(id));
    if (ids.length > 0) total += await remove(ids);
    const last = rows.at(-1);
    if (!last || rows.length < WINDOW) return total;
    after = { createdAt: Number(last.created_at), id: String(last.id) };
  }
}
