/** The lease under which a delivery runs here. */
export interface RunLease {
  /** The present one: it grows where the store has handed the delivery out again meanwhile. */
  epoch: number;
  /** A handler that begins now would outlive the lease. */
  readonly isLate: () => boolean;
}

/** What runs in this process: how much room each handler has, and what must not begin a second time. */
export class RunningDeliveries {
  private readonly byHandler = new Map<string, Set<Promise<boolean>>>();
  private readonly leases = new Map<string, RunLease>();

  /** Undefined where this delivery does not run here. */
  leaseOf(deliveryId: string): RunLease | undefined {
    return this.leases.get(deliveryId);
  }

  countOf(handlerId: string): number {
    return this.byHandler.get(handlerId)?.size ?? 0;
  }

  all(): Promise<boolean>[] {
    return [...this.byHandler.values()].flatMap((runs) => [...runs]);
  }

  /** `work` must not reject; it is one of these until it ends, and then `ended` is called. */
  add(
    { id, handlerId }: { readonly id: string; readonly handlerId: string },
    lease: RunLease,
    work: Promise<boolean>,
    ended: () => void,
  ): void {
    let runs = this.byHandler.get(handlerId);
    if (!runs) this.byHandler.set(handlerId, (runs = new Set()));
    const own = runs;
    const run = work.finally(() => {
      own.delete(run);
      this.leases.delete(id);
      ended();
    });
    own.add(run);
    this.leases.set(id, lease);
  }
}
