import type { PaymentHandler } from '../../lib/events/payment-handler.js';
import type { AnyKhqrEvent } from '../../lib/events/payment.events.js';
import type { KhqrEventType } from '../../lib/payment/payment-event.js';
import type { Auditors } from './auditors.js';
import type { Conditions } from './conditions.js';
import type { Dice } from './dice.random.js';
import type { HandlerTemper } from './scenario.js';
import type { SimulatedProcess } from './simulated.process.js';

export const HANDLERS: readonly (readonly [id: string, types: readonly KhqrEventType[]])[] = [
  ['Orders.ship', ['khqr.payment.paid']],
  ['Books.enter', ['khqr.payment.paid', 'khqr.payment.duplicate']],
  ['Orders.release', ['khqr.payment.expired', 'khqr.payment.cancelled']],
  ['Desk.look', ['khqr.payment.review', 'khqr.payment.unresolved', 'khqr.alert']],
];

/** A handler that has failed so often for one event is well again, unless the shop as a whole is not. */
const MOST_FAILURES = 2;

/** The shop's own code, as good as shops' code is: slow, failing, hanging, and keyed by the event's id. */
export class Fulfilment {
  #calm = false;

  constructor(
    private readonly auditors: Auditors,
    private readonly conditions: Conditions,
    private readonly dice: Dice,
    private readonly temper: HandlerTemper,
    private readonly timeoutMs: number,
  ) {}

  calm(): void {
    this.#calm = true;
  }

  /** What a process that runs the shop's code hands to the dispatcher. */
  handlersOf(process: SimulatedProcess): readonly PaymentHandler[] {
    return HANDLERS.map(([id, types]) => ({
      id,
      where: id,
      timeoutMs: this.timeoutMs,
      subscriptions: types.map((type) => ({ type, account: null })),
      invoke: (event) => this.run(id, event, process),
    }));
  }

  private async run(id: string, event: AnyKhqrEvent, process: SimulatedProcess): Promise<void> {
    const { deliveries, trace } = this.auditors;
    const { name } = process;
    // A process that has ended runs nothing, whatever promises it has left.
    if (!process.cross()) return never();
    trace.add(name, `runs ${id} for ${event.id} (${event.attempt})`);
    deliveries.begun(id, event);
    if (this.conditions.handlersFail) this.fail(id, event, "The shop's database is away.");
    const { slow, hangs, throws } = this.#calm ? { slow: 0, hangs: 0, throws: 0 } : this.temper;
    if (this.dice.chance(slow)) await wait(process, this.dice.between(1, 8000));
    const wellAgain = deliveries.failuresOf(id, event.id) >= MOST_FAILURES;
    if (!wellAgain && this.dice.chance(hangs)) {
      deliveries.failed(id, event.id);
      trace.add(name, `${id} hangs`);
      return never();
    }
    if (!wellAgain && this.dice.chance(throws / 2)) this.fail(id, event, 'A mistake, before.');
    if (!process.cross()) return never();
    deliveries.effect(id, event.id);
    trace.add(name, `${id} has handled ${event.id}`);
    if (!process.cross()) return never();
    if (!wellAgain && this.dice.chance(throws / 2)) this.fail(id, event, 'A mistake, after.');
  }

  private fail(id: string, event: AnyKhqrEvent, message: string): never {
    this.auditors.deliveries.failed(id, event.id);
    throw new Error(message);
  }
}

function wait(process: SimulatedProcess, ms: number): Promise<void> {
  return new Promise((resolve) => {
    process.clock.setTimeout(resolve, ms);
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
