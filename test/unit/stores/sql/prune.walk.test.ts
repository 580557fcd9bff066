import { describe, expect, it } from '@jest/globals';
import { walkToPrune } from '../../../../lib/stores/sql/prune.walk.js';

/** So many payments, two of each moment, of which every third has expired. */
function payments(count: number) {
  const rows = Array.from({ length: count }, (_, index) => ({
    id: `payment-${String(index).padStart(6, '0')}`,
    created_at: Math.floor(index / 2),
    status: index % 3 === 0 ? 'EXPIRED' : 'PAID',
  }));
  const looked: string[] = [];
  const asked: (readonly string[])[] = [];
  const walk = () =>
    walkToPrune(
      ['EXPIRED'],
      async ({ createdAt, id }, limit) => {
        const found = rows
          .filter(
            (row) => row.created_at > createdAt || (row.created_at === createdAt && row.id > id),
          )
          .slice(0, limit);
        looked.push(...found.map((row) => row.id));
        return found;
      },
      async (ids) => {
        asked.push(ids);
        return ids.length;
      },
    );
  return { rows, looked, asked, walk };
}

describe('the walk through what may be pruned', () => {
  it.each([0, 1, 500, 501, 4321])('looks at each of %i payments once', async (count) => {
    const { rows, looked, walk } = payments(count);
    expect(await walk()).toBe(Math.ceil(count / 3));
    expect(looked).toEqual(rows.map(({ id }) => id));
  });

  it('asks for none that is not wanted, and for few at a time', async () => {
    const { rows, asked, walk } = payments(2000);
    await walk();
    const wanted = rows.filter(({ status }) => status === 'EXPIRED').map(({ id }) => id);
    expect(asked.flat()).toEqual(wanted);
    expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(500);
  });
});
