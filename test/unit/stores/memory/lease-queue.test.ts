import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { earliest, LeaseQueue, takeDue } from '../../../../lib/stores/memory/lease-queue.js';
import { heapNode, type HeapNode } from '../../../../lib/stores/memory/min-heap.js';

interface Item {
  readonly id: number;
  dueAt: number;
  leaseUntil: number;
}

const step = fc.record({
  after: fc.nat({ max: 20 }),
  /** Which item gets a new due time, and which. */
  moved: fc.nat({ max: 19 }),
  dueIn: fc.integer({ min: -30, max: 30 }),
  limit: fc.nat({ max: 6 }),
  leaseMs: fc.integer({ min: 1, max: 40 }),
});

describe('LeaseQueue', () => {
  it('takes from several queues what a search through a list would take', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const queues = [0, 1, 2].map(() => new LeaseQueue<Item>((item) => item));
        const queueOf = (item: Item) => queues[item.id % 3];
        const nodes: HeapNode<Item>[] = [];
        let now = 1000;
        for (let id = 0; id < 20; id += 1) {
          const node = heapNode<Item>({ id, dueAt: now + id, leaseUntil: 0 });
          nodes.push(node);
          queueOf(node.value)?.put(node);
        }
        const items = nodes.map(({ value }) => value);
        for (const { after, moved, dueIn, limit, leaseMs } of steps) {
          now += after;
          const node = nodes[moved];
          if (!node) continue;
          node.value.dueAt = now + dueIn;
          queueOf(node.value)?.put(node);

          const free = items.filter((item) => item.leaseUntil <= now && item.dueAt <= now);
          const expected = free.map(({ dueAt }) => dueAt).sort((a, b) => a - b);
          const taken: Item[] = [];
          const times: number[] = [];
          takeDue(queues, now, limit, (item) => {
            taken.push(item);
            times.push(item.dueAt);
            item.leaseUntil = now + leaseMs;
            queueOf(item)?.put(nodes[item.id] ?? heapNode(item));
          });
          expect(times).toEqual(expected.slice(0, limit));
          expect(new Set(taken).size).toBe(taken.length);
          const next = items.map((item) =>
            item.leaseUntil <= now ? item.dueAt : Math.max(item.dueAt, item.leaseUntil),
          );
          expect(earliest(queues, now)).toBe(Math.min(...next));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is empty once everything has been removed', () => {
    const queue = new LeaseQueue<Item>((item) => item);
    const free = heapNode<Item>({ id: 1, dueAt: 5, leaseUntil: 0 });
    const held = heapNode<Item>({ id: 2, dueAt: 5, leaseUntil: 9 });
    for (const node of [free, held]) queue.put(node);
    expect(queue.size).toBe(2);
    for (const node of [free, held]) expect(queue.remove(node)).toBe(true);
    expect(queue.remove(free)).toBe(false);
    expect(earliest([queue], 0)).toBeNull();
  });
});
