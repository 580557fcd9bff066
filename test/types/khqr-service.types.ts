import {
  isKhqrError,
  KhqrAlreadyPaidError,
  KhqrModule,
  type AccountOptions,
  type AccountResolver,
  type CheckAnswer,
  type CreateAnswer,
  type KhqrAccount,
  type KhqrModuleOptions,
  type KhqrOperations,
  type KhqrOptionsFactory,
  type KhqrPayment,
  type KhqrProvider,
  type KhqrService,
  type Payment,
  type ProviderCapabilities,
} from 'nestjs-khqr';

declare const khqr: KhqrService;
declare const branch: KhqrAccount;
declare const operations: KhqrOperations;
declare const key: string | undefined;
declare const failure: unknown;

// What a shop calls.
export const made: Promise<Payment> = khqr.createPayment({
  reference: 'order-1',
  amount: '5.00',
  currency: 'USD',
});
export const same = async (): Promise<KhqrPayment> => made;
export const whole: Promise<Payment> = branch.createPayment({
  reference: 'order-1',
  amount: 20_000,
  currency: 'KHR',
  note: 'Order #1',
  metadata: { cart: [1] },
  replace: true,
  expiresInMs: 60_000,
  payee: { bakongId: 'shop@aclb', merchantName: 'Shop' },
});
export const found: Promise<Payment | null> = khqr.getPayment({ reference: 'order-1' });
export const waited: Promise<Payment> = khqr.waitForPayment('id', {
  signal: AbortSignal.timeout(5),
  timeoutMs: 5,
});
khqr.watchPayment('id').subscribe(({ status }) => status === 'PAID');
export const same2: KhqrAccount = khqr.account('branch');

// @ts-expect-error a currency is one of two
void khqr.createPayment({ reference: 'order-1', amount: 5, currency: 'THB' });
// @ts-expect-error the reference is the key of it all
void khqr.createPayment({ amount: 5, currency: 'USD' });
// @ts-expect-error a bigint is no amount
void khqr.createPayment({ reference: 'order-1', amount: 5n, currency: 'USD' });
// @ts-expect-error a misspelt field
void khqr.createPayment({ refernce: 'order-1', amount: 5, currency: 'USD' });
// @ts-expect-error nothing to ask by
void khqr.getPayment({});
// @ts-expect-error a time without a meaning
void khqr.adoptPayment({ reference: 'a', md5: 'b', amount: 5, currency: 'USD', expiresAt: 5 });
// @ts-expect-error a review ends in one of two ways
void operations.resolveReview('id', { as: 'expired', by: 'dara', reason: 'x' });
// @ts-expect-error somebody must have decided
void operations.resolveReview('id', { as: 'paid', reason: 'x' });

// Errors tell what can be done.
if (isKhqrError(failure)) {
  export_(failure.code, failure.retryable, failure.provider);
}
if (failure instanceof KhqrAlreadyPaidError) export_((failure.payment as Payment).id);
declare function export_(...values: unknown[]): void;

// Options are told apart by `provider`.
export const options: KhqrModuleOptions[] = [
  { provider: 'apikhqr', apiKey: key },
  { provider: 'apikhqr', apiKey: undefined, baseUrl: 'https://x' },
  {
    provider: 'bakong-online',
    bakongId: 'a@b',
    merchantName: 'A',
    username: ({ reference }) => reference,
  },
  { accounts: { a: { provider: 'sandbox' }, b: { provider: 'apikhqr', apiKey: key } } },
  { accountResolver: { find: () => Promise.resolve(null) } },
];
// @ts-expect-error the key is a required key of each account too
export const keyless: AccountOptions = { provider: 'apikhqr' };
// @ts-expect-error a key that answers at once
export const early: AccountOptions = { provider: 'apikhqr', apiKey: () => 'sk' };
// @ts-expect-error an option of one provider beside another
export const mixed: KhqrModuleOptions = { provider: 'sandbox', bakongId: 'a@b' };
// @ts-expect-error the wrong provider in one account of many
export const many: KhqrModuleOptions = { accounts: { a: { provider: 'sandbox', apiKey: 'x' } } };
// @ts-expect-error one of two words
export const claim: AccountOptions = { provider: 'sandbox', onForeignClaim: 'ignore' };

class Resolver implements AccountResolver {
  async find(name: string): Promise<AccountOptions | null> {
    return name === 'a' ? { provider: 'apikhqr', apiKey: key } : null;
  }
}
KhqrModule.forRoot({ accountResolver: Resolver });
// @ts-expect-error a class that finds nothing
KhqrModule.forRoot({ accountResolver: class {} });

class Factory implements KhqrOptionsFactory {
  createKhqrOptions(): KhqrModuleOptions {
    return { provider: 'apikhqr', apiKey: key };
  }
}
KhqrModule.forRootAsync({ useClass: Factory, isGlobal: false });
KhqrModule.forRootAsync({ useExisting: Factory });
KhqrModule.forRootAsync({
  inject: [Factory],
  useFactory: async (factory: Factory) => factory.createKhqrOptions(),
});
// @ts-expect-error a class without createKhqrOptions
KhqrModule.forRootAsync({ useClass: Resolver });
// @ts-expect-error a factory that answers something else
KhqrModule.forRootAsync({ useFactory: () => ({ provider: 'paypal' }) });
KhqrModule.forFeature('branch', 'main');
// @ts-expect-error accounts are named by text
KhqrModule.forFeature({ account: 'branch' });

// A provider of one's own is an instance of the port.
class OwnProvider implements KhqrProvider {
  readonly name = 'own';
  readonly host = 'api.own.example';
  readonly lane = 'own:1';
  readonly capabilities: ProviderCapabilities = {
    currencies: ['USD'],
    expiry: 'ours',
    expiresInMs: 300_000,
    createIsCall: true,
    batchSize: 1,
    minGapMs: 3_000,
    ratePerSecond: null,
    requestsPerDay: null,
  };

  async createPayment(): Promise<CreateAnswer> {
    return { outcome: 'created', md5: '', verified: false };
  }
  async checkPayment(): Promise<CheckAnswer> {
    return { outcome: 'unknown', failure: { kind: 'in-doubt', message: 'x' } };
  }
}
KhqrModule.forRoot({ provider: new OwnProvider(), ratePerSecond: 5 });
// @ts-expect-error the class is not the instance
KhqrModule.forRoot({ provider: OwnProvider });
// @ts-expect-error a provider cannot say "unpaid" in words of its own
export const unpaid: CheckAnswer = { outcome: 'unpaid' };
// @ts-expect-error no answer without its reason
export const silent: CheckAnswer = { outcome: 'unknown' };
