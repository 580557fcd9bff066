export { KhqrModule } from './khqr.module.js';
export type { KhqrModuleAsyncOptions } from './khqr.module-definition.js';
export { InjectKhqr } from './khqr-feature.module.js';
export { getKhqrToken } from './khqr.tokens.js';
export { KhqrService } from './khqr.service.js';
export { KhqrAccount, type GetPaymentQuery } from './khqr.account.js';
export { KhqrOperations, type ListPaymentsFilter, type PaymentList } from './khqr.operations.js';
export type { MissingHandler, OperationsStats } from './requests/operations-stats.js';
export type { Delivery, RedeliverOptions } from './requests/delivery-view.js';
export type { HistoryEntry } from './payment/decision.js';
export {
  PaymentTracker,
  type RunOnceOptions,
  type RunSummary,
  type TrackerStats,
} from './tracker/payment-tracker.js';
export type { LaneDetection, LaneStats } from './tracker/lane.stats.js';
export type {
  AccountOptions,
  AccountResolver,
  ApikhqrOptions,
  BakongAppOptions,
  BakongEmvOptions,
  BakongOnlineOptions,
  BakongOnlinePaths,
  BakongOptions,
  BakongTokenOptions,
  CommonAccountOptions,
  Credential,
  CustomProviderOptions,
  DeliveryOptions,
  KhqrModuleExtras,
  KhqrModuleOptions,
  KhqrOptionsFactory,
  SandboxOptions,
  TrackerOptions,
} from './khqr.options.js';

export * from './errors/index.js';

export type {
  Payee,
  Payment,
  PaymentMetadata,
  PaymentReceipt,
  ReviewReason,
} from './payment/payment.js';
export type { Payment as KhqrPayment } from './payment/payment.js';
export { isSettled, PAYMENT_STATUSES, type PaymentStatus } from './payment/payment-status.js';
export { formatMoney, parseMoney, type Currency, type Money } from './payment/money.js';
export type { KhqrEventType, PaymentEventType } from './payment/payment-event.js';
export type { AdoptPaymentInput, CreatePaymentInput } from './requests/payment-input.js';
export type { WaitOptions } from './requests/payment.watcher.js';

export {
  OnKhqrAlert,
  OnPaymentCancelled,
  OnPaymentCreated,
  OnPaymentDuplicate,
  OnPaymentExpired,
  OnPaymentPaid,
  OnPaymentReview,
  OnPaymentUnresolved,
  type OnPaymentOptions,
} from './events/on-payment.decorator.js';
export {
  KhqrAlertEvent,
  PaymentCancelledEvent,
  PaymentCreatedEvent,
  PaymentDuplicateEvent,
  PaymentExpiredEvent,
  PaymentPaidEvent,
  PaymentReviewEvent,
  PaymentUnresolvedEvent,
} from './events/payment.events.js';
export type { SqlRunner } from './events/sql-runner.js';

export {
  MemoryPaymentStore,
  type MemoryPaymentStoreOptions,
} from './stores/memory/memory-payment.store.js';
export type { PaymentStore } from './stores/payment-store.port.js';
export { SandboxBank } from './providers/sandbox/sandbox.bank.js';
export type {
  CheckAnswer,
  CheckRequest,
  CreateAnswer,
  CreatedCode,
  CreateRequest,
  KhqrProvider,
  ProviderCapabilities,
} from './providers/khqr-provider.port.js';
export type { Transfer, TransferQuery } from './payment/transfer.js';
export type { Observation, PaidEvidence } from './payment/observation.js';
export type { ProviderFailure } from './providers/provider-failure.js';
