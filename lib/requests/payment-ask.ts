import { KhqrRequestError } from '../errors/khqr-request.error.js';
import { parseCurrency, parseMoney } from '../payment/money.js';
import type { PaymentAsk } from '../payment/rules/begin.rule.js';
import type { Account } from '../providers/account-registry.js';
import {
  checkExpiresInMs,
  checkFlag,
  checkNote,
  checkPayee,
  checkReference,
} from './check-input.js';
import { checkMetadata } from './check-metadata.js';
import type { AdoptPaymentInput, CreatePaymentInput } from './payment-input.js';

/** Making a code takes a request's deadline (10 s) and the wait for its turn (5 s) at most. */
const CREATE_LEASE_MS = 30_000;

/** Checks what a shop asks for, by the rules and by what the account's provider can do. @throws KhqrRequestError */
export function readAsk(
  account: Account,
  input: CreatePaymentInput | AdoptPaymentInput,
  { id, owner }: Pick<PaymentAsk, 'id' | 'owner'>,
): PaymentAsk {
  // Whatever the types say, a controller may hand in what it was sent.
  if (typeof input !== 'object' || (input as unknown) === null) {
    throw new KhqrRequestError(
      'The payment must be described by an object: { reference, amount, currency }.',
    );
  }
  const create: Partial<CreatePaymentInput> = input;
  const { capabilities, name } = account.provider;
  const where = { provider: name, account: account.name };
  const reference = checkReference(input.reference);
  const currency = parseCurrency(input.currency);
  if (!capabilities.currencies.includes(currency)) {
    throw new KhqrRequestError(
      `currency must be ${capabilities.currencies.join(' or ')} with ${name}, got '${currency}'.`,
      { field: 'currency', ...where },
    );
  }
  const payee = checkPayee(create.payee);
  if (payee && !capabilities.payees) {
    throw new KhqrRequestError(
      `payee cannot be chosen with ${name}: the credential decides who is paid.`,
      { field: 'payee', ...where },
    );
  }
  return {
    id,
    account: account.name,
    provider: name,
    reference,
    amountMinor: parseMoney(input.amount, currency).minor,
    currency,
    note: checkNote(input.note),
    metadata: checkMetadata(input.metadata),
    payee,
    replace: checkFlag(create.replace, 'replace'),
    expiresInMs:
      create.expiresInMs === undefined
        ? account.expiresInMs
        : checkExpiresInMs(create.expiresInMs, capabilities.maxExpiresInMs),
    owner,
    leaseMs: CREATE_LEASE_MS,
  };
}
