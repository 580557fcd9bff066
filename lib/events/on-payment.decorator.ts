import 'reflect-metadata';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { ON_PAYMENT_METADATA } from '../khqr.tokens.js';
import type { KhqrEventType } from '../payment/payment-event.js';
import type {
  KhqrAlertEvent,
  PaymentCancelledEvent,
  PaymentCreatedEvent,
  PaymentDuplicateEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentReviewEvent,
  PaymentUnresolvedEvent,
} from './payment.events.js';

export interface OnPaymentOptions {
  /**
   * The handler's identity, under which its deliveries are kept; letters, digits and `_ . : -`.
   * @default the class and method, `OrderFulfilment.ship`: name it yourself before you rename either
   */
  readonly id?: string;
  /** Only payments of this account. @default all */
  readonly account?: string;
  /** Time limit of one run, milliseconds. @default the module's `delivery.timeoutMs` */
  readonly timeoutMs?: number;
}

export interface OnPaymentMetadata extends OnPaymentOptions {
  readonly type: KhqrEventType;
}

/** A parameter of another event type does not compile. */
type HandlerDecorator<TEvent> = <T extends (event: TEvent) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;

/** @throws KhqrConfigurationError for a static method and for one that is named by a symbol */
function on<TEvent>(type: KhqrEventType, options: OnPaymentOptions): HandlerDecorator<TEvent> {
  return (target, key, { value }) => {
    if (value === undefined) return;
    // Nest finds methods of instances by their names; silence here would be an order that nobody fulfils.
    if (typeof target === 'function' || typeof key === 'symbol') {
      const where = typeof target === 'function' ? `static ${target.name}.` : '';
      throw new KhqrConfigurationError(
        `${where}${String(key)} is decorated for ${type}, but is not a named method of an instance: it would never run.`,
        ['Decorate a method of an injectable class or a controller.'],
      );
    }
    const before = (Reflect.getMetadata(ON_PAYMENT_METADATA, value) ?? []) as OnPaymentMetadata[];
    Reflect.defineMetadata(ON_PAYMENT_METADATA, [...before, { ...options, type }], value);
  };
}

/** A code was made and can be paid. */
export const OnPaymentCreated = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentCreatedEvent> => on('khqr.payment.created', options);

/**
 * The order is paid: fulfil it. Runs at least once for each paid order, until it has ended without throwing;
 * keyed by `event.id`, or with `event.acknowledge`, its effect happens exactly once.
 */
export const OnPaymentPaid = (options: OnPaymentOptions = {}): HandlerDecorator<PaymentPaidEvent> =>
  on('khqr.payment.paid', options);

/** The order was not paid and cannot be paid any more. Never runs once the order is paid. */
export const OnPaymentExpired = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentExpiredEvent> => on('khqr.payment.expired', options);

/** The shop cancelled an attempt. */
export const OnPaymentCancelled = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentCancelledEvent> => on('khqr.payment.cancelled', options);

/** Money, or a claim, that does not fit the order. */
export const OnPaymentReview = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentReviewEvent> => on('khqr.payment.review', options);

/** An order that was paid already is paid again. */
export const OnPaymentDuplicate = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentDuplicateEvent> => on('khqr.payment.duplicate', options);

/** A code has ended and the provider does not say whether it was paid. */
export const OnPaymentUnresolved = (
  options: OnPaymentOptions = {},
): HandlerDecorator<PaymentUnresolvedEvent> => on('khqr.payment.unresolved', options);

/** Something a person has to mend. */
export const OnKhqrAlert = (options: OnPaymentOptions = {}): HandlerDecorator<KhqrAlertEvent> =>
  on('khqr.alert', options);
