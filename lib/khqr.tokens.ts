/** Injection tokens and metadata keys: namespaced strings, equal in every loaded copy of the package. */
export const KHQR_MODULE_OPTIONS = 'khqr:module-options';
/** Clock, random numbers and how providers are made; the one thing that a test replaces. */
export const KHQR_RUNTIME = 'khqr:runtime';
/** The checked options together with what the host application provides. */
export const KHQR_HOST = 'khqr:host';
/** Everything that runs, put together. */
export const KHQR_ENGINE = 'khqr:engine';

export const KHQR_MODULE_METADATA = 'khqr:module';
export const ON_PAYMENT_METADATA = 'khqr:on-payment';

/** Name of the tracker's timer in Nest's `SchedulerRegistry`. */
export const TRACKER_TIMER = 'khqr:tracker';
/** Name of the dispatcher's timer in Nest's `SchedulerRegistry`. */
export const DISPATCHER_TIMER = 'khqr:dispatcher';

/** Account that `forRoot({ provider })` configures. */
export const DEFAULT_ACCOUNT = 'default';

/** The token of what `@InjectKhqr(account)` injects. */
export function getKhqrToken(account: string): string {
  return `khqr:account:${account}`;
}
