import { messageOf } from '../errors/message-of.js';
import type { KhqrClock } from '../clock/khqr-clock.js';
import type { DeliveryStart } from '../stores/delivery-queue.port.js';
import { makeEvent } from './event.factory.js';
import type { PaymentHandler } from './payment-handler.js';
import type { AnyKhqrEvent } from './payment.events.js';
import type { Emitter } from './plain-event.publisher.js';
import { runSql } from './sql-runner.js';
import type { ClaimedDelivery } from '../stores/delivery-queue.port.js';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';

export type RunOutcome = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Characters of a handler's error that are kept: whole statements and answers end up in messages. */
const MAX_ERROR_LENGTH = 2000;

/** What goes through the emitter: our listener leaves the handler's promise here, where no other listener can spoil it. */
export interface DeliveryEnvelope {
  readonly event: AnyKhqrEvent;
  run?: Promise<void>;
}

/** The emitter's name for one handler. */
export function deliverName(handlerId: string): string {
  return `khqr-deliver:${handlerId}`;
}

/** Runs one handler for one event, through the application's emitter, within its time limit. */
export class DeliveryRunner {
  constructor(
    private readonly emitter: Emitter,
    private readonly clock: KhqrClock,
    private readonly acknowledgement: (deliveryId: string) => string | null,
  ) {}

  /** Never rejects. A handler that does not end is abandoned at its time limit; what it still does may overlap the next run. */
  async run(
    handler: PaymentHandler,
    { delivery, event: row }: ClaimedDelivery,
    start: Extract<DeliveryStart, { verdict: 'run' }>,
  ): Promise<RunOutcome> {
    const controller = new AbortController();
    const event = makeEvent(row, start.payment, {
      attempt: delivery.attempt,
      signal: controller.signal,
      acknowledge: async (tx) => {
        const sql = this.acknowledgement(delivery.id);
        if (sql === null) throw noSharedDatabase();
        if (sql !== '') await runSql(tx, sql);
      },
    });
    if (!event)
      return { ok: false, error: 'The payment of this event is not in the store any more.' };
    let timer: unknown;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = this.clock.setTimeout(() => {
        const error = new Error(`The handler did not end within ${handler.timeoutMs} ms.`);
        controller.abort(error);
        reject(error);
      }, handler.timeoutMs);
    });
    try {
      await Promise.race([this.emit(handler, event), limit]);
      return { ok: true };
    } catch (error) {
      return { ok: false, error: messageOf(error).slice(0, MAX_ERROR_LENGTH) };
    } finally {
      this.clock.clearTimeout(timer);
    }
  }

  private emit(handler: PaymentHandler, event: AnyKhqrEvent): Promise<void> {
    const envelope: DeliveryEnvelope = { event };
    try {
      // Others may listen too ('**'): what they throw is theirs.
      void this.emitter.emitAsync(deliverName(handler.id), envelope).catch(() => undefined);
    } catch {
      // One of them threw before our listener had its turn.
    }
    return envelope.run ?? handler.invoke(event);
  }
}

function noSharedDatabase(): KhqrConfigurationError {
  return new KhqrConfigurationError(
    'event.acknowledge(tx) needs a store in the same database as the handler writes to.',
    [
      "Use `PostgresPaymentStore` from 'nestjs-khqr/postgres', or key what the handler does by `event.id`.",
    ],
  );
}
