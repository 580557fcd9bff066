import { hash } from 'node:crypto';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { KhqrRandom } from '../../clock/khqr-random.js';
import { encodeKhqr } from '../../emv/index.js';
import { KhqrConflictError } from '../../errors/khqr-conflict.error.js';
import { KhqrNotFoundError } from '../../errors/khqr-not-found.error.js';
import { KhqrRequestError } from '../../errors/khqr-request.error.js';
import { formatMoney, parseMoney } from '../../payment/money.js';
import type { Payee } from '../../payment/payment.js';
import type {
  SandboxBook,
  SandboxClaim,
  SandboxCode,
  SandboxOrder,
  SandboxPayOptions,
  SandboxTransfer,
  SandboxView,
} from './sandbox-code.js';
import { scanCode } from './scanned-code.js';

export interface LedgerPolicy {
  readonly payee: Payee;
  /** Milliseconds that a code lives where its order does not say. */
  readonly expiresInMs: number;
  /** Milliseconds after which a code and its transfer are forgotten. */
  readonly keepMs: number;
  readonly book: SandboxBook | null;
}

/** Codes and transfers: what is true at the simulated bank, whoever can reach it. */
export class SandboxLedger {
  readonly #clock: KhqrClock;
  readonly #random: KhqrRandom;
  readonly #policy: LedgerPolicy;
  /** Oldest first. */
  readonly #codes = new Map<string, SandboxCode>();

  constructor(clock: KhqrClock, random: KhqrRandom, policy: LedgerPolicy) {
    this.#clock = clock;
    this.#random = random;
    this.#policy = policy;
    for (const code of policy.book?.load() ?? []) this.#codes.set(code.md5, code);
  }

  open(order: SandboxOrder): SandboxCode {
    const { amountMinor, currency } = order;
    if (!Number.isSafeInteger(amountMinor)) {
      throw new KhqrRequestError(`amountMinor must be a whole number, got ${amountMinor}.`, {
        field: 'amountMinor',
      });
    }
    const createdAt = this.#clock.now();
    this.#forget(createdAt - this.#policy.keepMs);
    const expiresAt = createdAt + (order.expiresInMs ?? this.#policy.expiresInMs);
    const payee = order.payee ?? this.#policy.payee;
    // Equal fields in one millisecond would give equal codes with one md5.
    const billNumber = this.#random.id();
    const { qr, md5 } = encodeKhqr({
      account: payee.bakongId,
      merchantName: payee.merchantName,
      currency,
      amount: formatMoney({ minor: amountMinor, currency }),
      billNumber,
      createdAt,
      expiresAt,
    });
    const code: SandboxCode = {
      md5,
      qrString: qr,
      billNumber,
      amountMinor,
      currency,
      reference: order.reference ?? null,
      note: order.note ?? null,
      channel: order.channel ?? null,
      payee,
      createdAt,
      expiresAt,
      transfer: null,
      claimedAt: null,
    };
    return this.#write(code);
  }

  /** Takes a code from elsewhere into the books; one that is there stays as it is. */
  scan(qrString: string): SandboxCode {
    const now = this.#clock.now();
    this.#forget(now - this.#policy.keepMs);
    const code = scanCode(qrString, now);
    return this.#codes.get(code.md5) ?? this.#write(code);
  }

  pay(md5: string, options: SandboxPayOptions): { code: SandboxCode; transfer: SandboxTransfer } {
    const code = this.#get(md5);
    const paidAt = Number(options.at ?? this.#clock.now());
    if (code.transfer) {
      throw new KhqrConflictError(`The code ${md5} has been paid already.`, { payment: code });
    }
    if (paidAt >= code.expiresAt && options.late !== true) {
      const end = new Date(code.expiresAt).toISOString();
      throw new KhqrConflictError(
        `The code ${md5} ended at ${end}; { late: true } pays it all the same.`,
        { payment: code },
      );
    }
    const currency = options.currency ?? code.currency;
    const amountMinor =
      options.amount === undefined ? code.amountMinor : parseMoney(options.amount, currency).minor;
    const transferHash = hash('sha256', `${md5} ${this.#random.id()}`, 'hex');
    const transfer: SandboxTransfer = {
      hash: transferHash,
      md5,
      amountMinor,
      currency,
      payerAccount: options.payer ?? 'customer@sandbox',
      toAccount: options.toAccount ?? code.payee.bakongId,
      bankReference: `FT${transferHash.slice(0, 10).toUpperCase()}`,
      paidAt,
    };
    return { code: this.#write({ ...code, transfer }), transfer };
  }

  /** Ends a code now; one that has ended or been paid stays as it is. */
  expire(md5: string): SandboxCode {
    const code = this.#get(md5);
    const now = this.#clock.now();
    if (code.transfer || code.expiresAt <= now) return code;
    return this.#write({ ...code, expiresAt: now });
  }

  /** What a provider's status call tells; under 'once' the first PAID told is the only one. Null: of a service that knows no claim. */
  ask(md5: string, claim: SandboxClaim | null): SandboxView {
    const code = this.#codes.get(md5);
    if (!code) return { status: 'unknown' };
    const now = this.#clock.now();
    const { transfer } = code;
    if (!transfer) return { status: code.expiresAt <= now ? 'expired' : 'waiting', code };
    if (claim === 'once' && code.claimedAt !== null) return { status: 'claimed', code };
    const claims = claim !== null && code.claimedAt === null;
    const told = claims ? this.#write({ ...code, claimedAt: now }) : code;
    return { status: 'paid', code: told, transfer };
  }

  find(md5: string): SandboxCode | null {
    return this.#codes.get(md5) ?? null;
  }

  list(): readonly SandboxCode[] {
    return [...this.#codes.values()];
  }

  #get(md5: string): SandboxCode {
    const code = this.#codes.get(md5);
    if (code) return code;
    throw new KhqrNotFoundError(`The sandbox bank has no code with the md5 '${md5}'.`);
  }

  #write(code: SandboxCode): SandboxCode {
    this.#policy.book?.write(code);
    this.#codes.set(code.md5, code);
    return code;
  }

  #forget(before: number): void {
    const old: string[] = [];
    for (const { md5, createdAt } of this.#codes.values()) {
      if (createdAt >= before) break;
      old.push(md5);
    }
    if (old.length > 0) this.#policy.book?.forget(old);
    for (const md5 of old) this.#codes.delete(md5);
  }
}
