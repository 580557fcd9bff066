/** A value's place in one heap. Its owner keeps it, so that moving or removing the value needs no search. */
export interface HeapNode<T> {
  readonly value: T;
  key: number;
  /** Index in the heap it is in; meaningless outside one. */
  place: number;
}

export function heapNode<T>(value: T): HeapNode<T> {
  return { value, key: 0, place: -1 };
}

/** A binary heap: the smallest key first, any node moved or removed in O(log n). */
export class MinHeap<T> {
  readonly #nodes: HeapNode<T>[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  get first(): HeapNode<T> | undefined {
    return this.#nodes[0];
  }

  has(node: HeapNode<T>): boolean {
    return this.#nodes[node.place] === node;
  }

  /** Puts the node in, or moves it where it is in already. */
  put(node: HeapNode<T>, key: number): void {
    node.key = key;
    if (!this.has(node)) {
      node.place = this.#nodes.length;
      this.#nodes.push(node);
    }
    this.#down(this.#up(node));
  }

  /** False where the node is not in this heap. */
  remove(node: HeapNode<T>): boolean {
    if (!this.has(node)) return false;
    const last = this.#nodes.pop();
    if (last !== undefined && last !== node) {
      this.#seat(last, node.place);
      this.#down(this.#up(last));
    }
    node.place = -1;
    return true;
  }

  /** The values whose key passes, in no order. `passes` must hold for every smaller key too: the rest is never looked at. */
  *values(passes: (key: number) => boolean): Generator<T> {
    const places = [0];
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const node = this.#nodes[place];
      if (node === undefined || !passes(node.key)) continue;
      yield node.value;
      places.push(2 * place + 1, 2 * place + 2);
    }
  }

  #seat(node: HeapNode<T>, place: number): void {
    node.place = place;
    this.#nodes[place] = node;
  }

  #up(node: HeapNode<T>): HeapNode<T> {
    while (node.place > 0) {
      const above = (node.place - 1) >> 1;
      const parent = this.#nodes[above];
      if (parent === undefined || parent.key <= node.key) break;
      this.#seat(parent, node.place);
      this.#seat(node, above);
    }
    return node;
  }

  #down(node: HeapNode<T>): void {
    for (;;) {
      const child = this.#smallerChild(node.place);
      if (child === undefined || child.key >= node.key) return;
      const below = child.place;
      this.#seat(child, node.place);
      this.#seat(node, below);
    }
  }

  #smallerChild(place: number): HeapNode<T> | undefined {
    const left = this.#nodes[2 * place + 1];
    const right = this.#nodes[2 * place + 2];
    return left !== undefined && right !== undefined && right.key < left.key ? right : left;
  }
}
