import { KhqrConflictError } from '../../errors/khqr-conflict.error.js';
import type { PaymentRecord } from '../../payment/payment-record.js';
import type { ReferenceKey } from '../payment-rows.port.js';
import { fromStored, toStored, type PaymentEntry, type StoredPayment } from './stored-payment.js';

const NO_HISTORY: PaymentEntry['history'] = [];

/** All payments, found by id, by md5 and by reference. */
export class PaymentTable {
  readonly #byId = new Map<string, PaymentEntry>();
  readonly #byMd5 = new Map<string, PaymentEntry>();
  /** account → reference → attempts, sorted; nested, so that no key text has to be made and kept. */
  readonly #byReference = new Map<string, Map<string, PaymentEntry[]>>();

  byId(id: string): PaymentEntry | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<PaymentEntry> {
    return this.#byId.values();
  }

  remove(entry: PaymentEntry): void {
    const { id, md5, account, reference } = entry.stored;
    this.#byId.delete(id);
    if (md5 !== null) this.#byMd5.delete(md5);
    const references = this.#byReference.get(account);
    const left = references?.get(reference)?.filter((other) => other !== entry) ?? [];
    if (left.length > 0) references?.set(reference, left);
    else references?.delete(reference);
  }

  byMd5(md5: string): PaymentEntry | undefined {
    return this.#byMd5.get(md5);
  }

  byReference({ account, reference }: ReferenceKey): readonly PaymentEntry[] {
    return this.#byReference.get(account)?.get(reference) ?? [];
  }

  /**
   * Writes all of them or, where one breaks a rule, none.
   *
   * @throws KhqrConflictError with the other record.
   */
  write(records: readonly PaymentRecord[]): readonly PaymentEntry[] {
    const written = new Map<string, StoredPayment>();
    for (const record of records) written.set(record.id, toStored(record));
    for (const stored of written.values()) this.#check(stored, written);
    for (const id of written.keys()) {
      const md5 = this.#byId.get(id)?.stored.md5;
      if (md5) this.#byMd5.delete(md5);
    }
    return Array.from(written.values(), (stored) => this.#put(stored));
  }

  #check(stored: StoredPayment, written: ReadonlyMap<string, StoredPayment>): void {
    const before = this.#byId.get(stored.id)?.stored;
    if (before && !sameIdentity(before, stored)) {
      throw conflict(
        `Payment ${stored.id} cannot move to another account, provider, reference or attempt.`,
        before,
      );
    }
    const others = [
      ...this.byReference(stored).map((entry) => entry.stored),
      ...(stored.md5 === null ? [] : [this.#byMd5.get(stored.md5)?.stored]),
      ...written.values(),
    ];
    for (const known of others) {
      if (!known || known.id === stored.id) continue;
      const other = written.get(known.id) ?? known;
      if (stored.md5 !== null && other.md5 === stored.md5) {
        throw conflict(`Payment ${other.id} has this md5 already.`, other);
      }
      if (
        other.attempt === stored.attempt &&
        other.reference === stored.reference &&
        other.account === stored.account
      ) {
        throw conflict(
          `Payment ${other.id} is attempt ${other.attempt} of this reference already.`,
          other,
        );
      }
    }
  }

  #put(stored: StoredPayment): PaymentEntry {
    let entry = this.#byId.get(stored.id);
    if (entry) entry.stored = stored;
    else {
      entry = { stored, history: NO_HISTORY, queued: null, aging: null };
      this.#byId.set(stored.id, entry);
      this.#addAttempt(entry);
    }
    if (stored.md5 !== null) this.#byMd5.set(stored.md5, entry);
    return entry;
  }

  #addAttempt(entry: PaymentEntry): void {
    const { account, reference } = entry.stored;
    let references = this.#byReference.get(account);
    if (!references)
      this.#byReference.set(account, (references = new Map<string, PaymentEntry[]>()));
    const attempts = references.get(reference);
    if (!attempts) references.set(reference, [entry]);
    else {
      attempts.push(entry);
      attempts.sort((a, b) => a.stored.attempt - b.stored.attempt);
    }
  }
}

function sameIdentity(a: StoredPayment, b: StoredPayment): boolean {
  return (
    a.account === b.account &&
    a.provider === b.provider &&
    a.reference === b.reference &&
    a.attempt === b.attempt
  );
}

function conflict(message: string, other: StoredPayment): KhqrConflictError<PaymentRecord> {
  return new KhqrConflictError(message, {
    payment: fromStored(other),
    provider: other.provider,
    account: other.account,
  });
}
