/** Sentences that a person reads, kept apart from the code that says them. */
export const INSTALL_SCHEDULE =
  'Add `ScheduleModule.forRoot()` from `@nestjs/schedule` to the imports of your root module.';
export const DISABLE_TRACKER =
  'Or set `tracker: { enabled: false }` where another process asks about payments.';
export const INSTALL_EVENT_EMITTER =
  'Add `EventEmitterModule.forRoot()` from `@nestjs/event-emitter` to the imports of your root module.';

export const MISSING_SCHEDULE =
  'The payment tracker needs the SchedulerRegistry of `@nestjs/schedule`, which is not there.';
export const MISSING_EVENT_EMITTER =
  'Payment events need the EventEmitter2 of `@nestjs/event-emitter`, which is not there.';

export const BARE_IMPORT = 'KhqrModule was imported without options, or its factory answers none.';
export const USE_FOR_ROOT = [
  'Write `KhqrModule.forRoot({ … })` or `KhqrModule.forRootAsync({ … })` in the imports of your root module.',
  'Remove every other import of KhqrModule: it is global, so that KhqrService can be injected anywhere.',
] as const;

export const SECOND_MODULE =
  'KhqrModule is set up more than once in this application: payments would be polled twice.';
export const ONE_MODULE = [
  'Call `KhqrModule.forRoot()` once, in your root module.',
  'For several merchants use `accounts: { main: { … }, branch: { … } }` and `KhqrModule.forFeature("branch")`.',
] as const;

export const NOT_VISIBLE = 'KhqrModule.forFeature() was imported where KhqrModule is not visible.';
export const MAKE_VISIBLE = [
  'Import `KhqrModule.forRoot({ … })` in your root module.',
  'If it was set up with `isGlobal: false`, set it up as global, or inject KhqrService and call `khqr.account(name)`.',
] as const;

export const SANDBOX_IN_PRODUCTION =
  "provider 'sandbox' with NODE_ENV=production: its payments are not real, so it would give goods away.";
export const LEAVE_SANDBOX = [
  "Set `provider` to 'apikhqr' or 'bakong-online' with the merchant's credential.",
  'For a demonstration, say `allowInProduction: true`.',
] as const;

export const MEMORY_IN_PRODUCTION =
  'No durable store with NODE_ENV=production: every open payment would be lost with the process.';
export const USE_DURABLE_STORE = [
  "One machine: `import { SqlitePaymentStore } from 'nestjs-khqr/sqlite'` and `npm install libsql`,",
  "then `store: new SqlitePaymentStore({ path: 'khqr.db' })`.",
  'If losing open payments is acceptable, say `store: new MemoryPaymentStore({ acceptDataLoss: true })`.',
] as const;

export const MEMORY_WARNING =
  'Payments are kept in memory: they are lost when this process ends. Configure a durable `store` before taking real money.';

export function bootLine(account: string, provider: string, host: string): string {
  return `Account '${account}' asks ${provider}${host ? ` at ${host}` : ''}`;
}

export function duplicateHandler(id: string, first: string, second: string): string {
  return `Two payment handlers have the identity '${id}': ${first} and ${second}.`;
}
export const RENAME_HANDLER = [
  "Give one of them an identity of its own: `@OnPaymentPaid({ id: 'orders.ship' })`.",
  'Keep the other as it is, since deliveries already under way belong to that identity.',
] as const;

export function handlerOfNobody(where: string, account: string, known: readonly string[]): string {
  return `${where} handles payments of account '${account}', which is not configured. Configured: ${known.join(', ')}.`;
}

export function unusableResolver(name: string, why: string): string {
  return `accountResolver: ${name} cannot be made: ${why}`;
}
export const PROVIDE_RESOLVER =
  'Add the class to the `providers` of a module that can inject what it needs, or hand in an object with a method find(name).';

export function noSuchAccount(name: string, known: readonly string[]): string {
  return `No KHQR account is named '${name}'. Configured: ${known.length > 0 ? known.join(', ') : 'none'}.`;
}
export const NAME_ACCOUNT = [
  "Name one: `khqr.account('main')`, or inject it with `KhqrModule.forFeature('main')` and `@InjectKhqr('main')`.",
  'Or configure a default account: `KhqrModule.forRoot({ provider, … })`.',
] as const;

export function recoveredLine(count: number): string {
  return `Wrote down ${count} payments that an earlier process had in hand when it ended.`;
}

export function noLane(account: string): string {
  return `The provider of account '${account}' has no lane after its start: nothing would keep its rate.`;
}
export const NAME_LANE =
  'Give the provider a text as `lane`: equal texts share rate, breaker and quota, so make it a hash of name, address and credential.';
