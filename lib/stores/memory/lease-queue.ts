import { heapNode, MinHeap, type HeapNode } from './min-heap.js';

/** What the queue reads of its values whenever they are put. */
export interface Leasable {
  readonly dueAt: number;
  readonly leaseUntil: number;
}

/**
 * Things that are due at a time and held by one worker at a time. Two heaps: the free by `dueAt`, the held by the time at
 * which they are both free and due; so no call looks at more than what it answers.
 */
export class LeaseQueue<T> {
  readonly #free = new MinHeap<T>();
  readonly #held = new MinHeap<T>();

  constructor(private readonly read: (value: T) => Leasable) {}

  get size(): number {
    return this.#free.size + this.#held.size;
  }

  /** Puts the value at the place that its present due time and lease give it. */
  put(node: HeapNode<T>): void {
    const { dueAt, leaseUntil } = this.read(node.value);
    if (leaseUntil > 0) {
      this.#free.remove(node);
      this.#held.put(node, Math.max(dueAt, leaseUntil));
    } else {
      this.#held.remove(node);
      this.#free.put(node, dueAt);
    }
  }

  remove(node: HeapNode<T>): boolean {
    return this.#free.remove(node) || this.#held.remove(node);
  }

  /** The free value with the smallest due time, due or not. */
  firstFree(now: number): HeapNode<T> | undefined {
    for (let held = this.#held.first; held && held.key <= now; held = this.#held.first) {
      this.#held.remove(held);
      this.#free.put(held, this.read(held.value).dueAt);
    }
    return this.#free.first;
  }

  /** When the next value can be taken; Infinity when there is none. */
  nextAt(now: number): number {
    const free = this.firstFree(now)?.key ?? Infinity;
    return Math.min(free, this.#held.first?.key ?? Infinity);
  }
}

/**
 * Hands what is due in any of the queues to `take`, smallest due time first over all of them, at most `limit`.
 * `take` must lease the value and put it back.
 */
export function takeDue<T>(
  queues: Iterable<LeaseQueue<T>>,
  now: number,
  limit: number,
  take: (value: T) => void,
): void {
  const heads = new MinHeap<LeaseQueue<T>>();
  for (const queue of new Set(queues)) {
    const first = queue.firstFree(now);
    if (first && first.key <= now) heads.put(heapNode(queue), first.key);
  }
  for (let taken = 0; taken < limit; taken += 1) {
    const head = heads.first;
    const first = head?.value.firstFree(now);
    if (!head || !first) return;
    take(first.value);
    const next = head.value.firstFree(now);
    if (next && next.key <= now) heads.put(head, next.key);
    else heads.remove(head);
  }
}

/** The earliest `nextAt`, or null when all are empty. */
export function earliest<T>(queues: Iterable<LeaseQueue<T>>, now: number): number | null {
  let at = Infinity;
  for (const queue of queues) at = Math.min(at, queue.nextAt(now));
  return at === Infinity ? null : at;
}
