import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heapNode, MinHeap, type HeapNode } from '../../../../lib/stores/memory/min-heap.js';

/** What is done to one of 40 values: put at this key, or taken out (null). */
const steps = fc.array(
  fc.tuple(fc.nat({ max: 39 }), fc.option(fc.integer({ min: 0, max: 30 }), { freq: 3 })),
  { minLength: 50, maxLength: 300, size: 'max' },
);

describe('MinHeap', () => {
  it('agrees with a plain list, whatever is put, moved and removed', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 30 }), (all, bound) => {
        const heap = new MinHeap<number>();
        const other = new MinHeap<number>();
        const nodes = Array.from({ length: 40 }, (_, value) => heapNode(value));
        const model = new Map<number, number>();
        const nodeOf = (value: number): HeapNode<number> => nodes[value] ?? heapNode(value);
        let agrees = true;
        for (const [value, key] of all) {
          const node = nodeOf(value);
          if (key === null) agrees &&= heap.remove(node) === model.delete(value);
          else {
            heap.put(node, key);
            model.set(value, key);
          }
          const first = model.size > 0 ? Math.min(...model.values()) : undefined;
          agrees &&= heap.size === model.size && heap.first?.key === first;
          agrees &&= heap.has(node) === model.has(value) && !other.has(node);
        }
        expect(agrees).toBe(true);
        const within = [...model].filter(([, key]) => key <= bound).map(([value]) => value);
        expect([...heap.values((key) => key <= bound)].sort()).toEqual(within.sort());
        const keys: number[] = [];
        for (let first = heap.first; first; first = heap.first) {
          keys.push(first.key);
          heap.remove(first);
        }
        expect(keys).toEqual([...model.values()].sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });
});
