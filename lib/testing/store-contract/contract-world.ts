import { ok } from 'node:assert/strict';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrEventType, EventRecord, PaymentEventType } from '../../payment/payment-event.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ClaimedDelivery } from '../../stores/delivery-queue.port.js';
import type { PaymentStore } from '../../stores/payment-store.port.js';
import type { PollRoute } from '../../stores/poll-queue.port.js';
import { KhqrTestClock } from '../khqr-test.clock.js';
import { sampleEvent, samplePayment } from './samples.js';

export interface StoreContractOptions {
  /** A new, empty and opened store; the case closes it. */
  create(clock: KhqrClock): Promise<PaymentStore>;
  /**
   * Another opened store over the same data, as a second replica has it; the case closes it.
   * By default the races run on the one store.
   */
  replica?(store: PaymentStore, clock: KhqrClock): Promise<PaymentStore>;
  /** Called last, with the closed store. */
  destroy?(store: PaymentStore): Promise<void>;
  /**
   * 'own': the store has a clock that cannot be moved, such as a server's. The cases then wait for short real leases, and
   * those that need days are left out.
   *
   * @default 'given'
   */
  readonly clock?: 'given' | 'own';
}

/** What one case works with: a fresh store, and time. */
export class ContractWorld {
  /** A lease that a case waits for, milliseconds. */
  readonly lease: number;
  /** Long enough for two things not to happen at the same time, milliseconds. */
  readonly moment: number;
  #count = 0;

  private constructor(
    readonly store: PaymentStore,
    /** The store as each replica sees it. */
    readonly replicas: readonly PaymentStore[],
    readonly clock: KhqrTestClock,
    private readonly options: StoreContractOptions,
  ) {
    const own = options.clock === 'own';
    this.lease = own ? 800 : 10_000;
    this.moment = own ? 50 : 1000;
  }

  static async open(options: StoreContractOptions): Promise<ContractWorld> {
    const clock = new KhqrTestClock();
    const store = await options.create(clock);
    const other = await options.replica?.(store, clock);
    return new ContractWorld(store, other ? [store, other] : [store], clock, options);
  }

  async close(): Promise<void> {
    for (const store of [...this.replicas].reverse()) await store.close();
    await this.options.destroy?.(this.store);
  }

  async now(): Promise<number> {
    return this.store.now();
  }

  /** Lets this many milliseconds go by on the store's clock. */
  async pass(ms: number): Promise<void> {
    if (this.options.clock === 'own') await new Promise((resolve) => setTimeout(resolve, ms));
    else await this.clock.advance(ms);
  }

  /** Runs a step so many times at once, taking the replicas in turn. */
  async race<T>(times: number, step: (store: PaymentStore, index: number) => Promise<T>) {
    return Promise.all(
      Array.from({ length: times }, async (_, index) => {
        const store = this.replicas[index % this.replicas.length] ?? this.store;
        return step(store, index);
      }),
    );
  }

  /** A payment that does not exist yet, created and due one minute ago unless told otherwise. */
  async payment(overrides: Partial<PaymentRecord> = {}): Promise<PaymentRecord> {
    this.#count += 1;
    const id = `payment-${this.#count}`;
    const createdAt = (await this.now()) - 60_000;
    return samplePayment({ id, createdAt, ...overrides });
  }

  /** Writes a new payment, with events of these types that are due now. */
  async add(
    overrides: Partial<PaymentRecord> = {},
    ...types: readonly PaymentEventType[]
  ): Promise<PaymentRecord> {
    const record = await this.payment(overrides);
    const occurredAt = await this.now();
    await this.write(record, ...types.map((type) => sampleEvent(record, type, { occurredAt })));
    return record;
  }

  /** Writes this record and these events, whatever is there. */
  async write(record: PaymentRecord, ...events: readonly EventRecord[]): Promise<void> {
    await this.store.decide(record, () => ({ writes: [record], events, result: undefined }));
  }

  /** The record as the store has it. */
  async read(id: string): Promise<PaymentRecord> {
    const record = await this.store.find({ id });
    ok(record, `payment ${id} is in the store`);
    return record;
  }

  async handler(id: string, type: KhqrEventType, account: string | null = null): Promise<void> {
    await this.store.registerHandlers([{ id, type, account }]);
  }

  /** Claims the next delivery of this handler, which there must be. */
  async claimDelivery(handlerId: string, leaseMs = 60_000): Promise<ClaimedDelivery> {
    const [claimed] = await this.claimDeliveries(handlerId, 1, leaseMs);
    ok(claimed, `a delivery of '${handlerId}' can be claimed`);
    return claimed;
  }

  async claimDeliveries(handlerId: string, limit = 100, leaseMs = 60_000) {
    return this.store.claimDeliveries({
      owner: 'claimer',
      handlerIds: [handlerId],
      limit,
      leaseMs,
    });
  }
}

export const ROUTE: PollRoute = { account: 'default', provider: 'sandbox' };

/** One promise of the ports, as a check that throws where it is broken. */
export interface ContractCheck {
  readonly name: string;
  /** It moves time by days. */
  readonly needs?: 'given-clock';
  check(world: ContractWorld): Promise<void>;
}
