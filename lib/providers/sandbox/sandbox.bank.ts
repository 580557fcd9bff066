import { KhqrNotFoundError } from '../../errors/khqr-not-found.error.js';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import type { ProviderFailure } from '../provider-failure.js';
import type {
  SandboxCall,
  SandboxClaim,
  SandboxCode,
  SandboxEvent,
  SandboxOrder,
  SandboxPayOptions,
  SandboxTransfer,
  SandboxView,
} from './sandbox-code.js';
import type { SandboxFailure, SandboxFaults } from './sandbox-fault.js';
import { bankOptions, type SandboxBankOptions } from './sandbox-options.js';
import { Delays } from './sandbox.delays.js';
import { FaultPlan } from './sandbox.faults.js';
import { SandboxLedger } from './sandbox.ledger.js';
import { SandboxNetwork, type SandboxReply } from './sandbox.network.js';
import { SandboxTraffic, type SandboxStats } from './sandbox.traffic.js';

/**
 * A bank to play with: makes real KHQR codes, lets a customer pay them, and answers a provider's calls, with faults.
 * `create` and `check` are what a provider asks over the network: they are counted, delayed, and fail as the faults say.
 * Everything else stands outside of it: the customer with a phone, and whoever looks into the books.
 */
export class SandboxBank {
  /** Whether PAID is told again. May be changed at any time. */
  claim: SandboxClaim;
  readonly #clock: KhqrClock;
  readonly #autoPayMs: number | undefined;
  readonly #delays: Delays;
  readonly #ledger: SandboxLedger;
  readonly #plan: FaultPlan;
  readonly #traffic: SandboxTraffic;
  readonly #network: SandboxNetwork;
  readonly #listeners = new Set<(event: SandboxEvent) => void>();

  /** @throws KhqrConfigurationError naming each option that cannot be used */
  constructor(options: SandboxBankOptions) {
    const { clock, random } = options;
    const { claim, autoPayMs, faults, ...policy } = bankOptions(options);
    this.claim = claim;
    this.#clock = clock;
    this.#autoPayMs = autoPayMs;
    this.#delays = new Delays(clock);
    this.#ledger = new SandboxLedger(clock, random, policy);
    this.#plan = new FaultPlan(clock, random, faults);
    this.#traffic = new SandboxTraffic(policy.keepMs);
    this.#network = new SandboxNetwork(clock, this.#delays, this.#plan, this.#traffic);
    if (autoPayMs === undefined) return;
    for (const code of this.list()) if (!code.transfer) this.#payLater(code, autoPayMs);
  }

  get faults(): SandboxFaults {
    return this.#plan.faults;
  }

  /** Every transfer, in the order in which their codes were made. */
  get ledger(): readonly SandboxTransfer[] {
    return this.list().flatMap(({ transfer }) => transfer ?? []);
  }

  /** Replaces all faults by chance; `setFaults({})` ends them. @throws KhqrConfigurationError */
  setFaults(faults: SandboxFaults): void {
    this.#plan.faults = faults;
  }

  /** Lets the next requests fail, before any fault by chance; `for` names the only kind that is meant. */
  failNext(
    failure: SandboxFailure | ProviderFailure,
    times = 1,
    options: { readonly for?: SandboxCall } = {},
  ): void {
    this.#plan.failNext(failure, times, options.for);
  }

  /** Makes a code without a request, as another program of the shop would have. @throws KhqrRequestError */
  open(order: SandboxOrder): SandboxCode {
    const code = this.#ledger.open(order);
    const autoPayMs = order.autoPayMs ?? this.#autoPayMs;
    if (autoPayMs !== undefined) this.#payLater(code, autoPayMs);
    this.#emit({ type: 'opened', code });
    return code;
  }

  /**
   * The customer scans a code, which may have been made elsewhere: from now on the bank knows it and it can be paid.
   *
   * @throws KhqrDecodeError, KhqrRequestError for what is not a dynamic KHQR
   */
  scan(qrString: string): SandboxCode {
    return this.#ledger.scan(qrString);
  }

  /**
   * The customer pays.
   *
   * @throws KhqrNotFoundError for an md5 that the bank does not know.
   * @throws KhqrConflictError for a code that has been paid, or has ended and `late` is not true; `payment` is the code.
   */
  pay(md5: string, options: SandboxPayOptions = {}): SandboxTransfer {
    const { code, transfer } = this.#ledger.pay(md5, options);
    this.#emit({ type: 'paid', code, transfer });
    return transfer;
  }

  /** Pays the newest unpaid code of an order. @throws KhqrNotFoundError where there is none */
  payByReference(reference: string, options: SandboxPayOptions = {}): SandboxTransfer {
    const codes = this.list().filter((code) => code.reference === reference && !code.transfer);
    const newest = codes.at(-1);
    if (newest) return this.pay(newest.md5, options);
    throw new KhqrNotFoundError(`The sandbox bank has no unpaid code for '${reference}'.`);
  }

  /** Ends a code now; nothing changes where it has been paid. @throws KhqrNotFoundError */
  expire(md5: string): SandboxCode {
    const code = this.#ledger.expire(md5);
    if (!code.transfer) this.#emit({ type: 'expired', code });
    return code;
  }

  find(md5: string): SandboxCode | null {
    return this.#ledger.find(md5);
  }

  /** Oldest first. */
  list(): readonly SandboxCode[] {
    return this.#ledger.list();
  }

  stats(): SandboxStats {
    return this.#traffic.stats();
  }

  /** Tells of everything that happens from now on; the answer ends it. A listener must not throw. */
  on(listener: (event: SandboxEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A provider's request for a code; `deadlineMs` is how long it waits for the answer. @throws KhqrRequestError */
  create(order: SandboxOrder, deadlineMs = Infinity): Promise<SandboxReply<SandboxCode>> {
    return this.request('create', order.reference ?? '', () => this.open(order), deadlineMs);
  }

  /** A provider's request about a code. Under `claim: 'once'` PAID counts as told even where its answer is lost; `claims` false: not. */
  check(md5: string, deadlineMs = Infinity, claims = true): Promise<SandboxReply<SandboxView>> {
    const ask = (): SandboxView => this.#ledger.ask(md5, claims ? this.claim : null);
    return this.request('check', md5, ask, deadlineMs);
  }

  /** One request about many codes, of a service that knows no claim; it fails or is answered as a whole. */
  checkAll(md5s: readonly string[]): Promise<SandboxReply<readonly SandboxView[]>> {
    const ask = (): readonly SandboxView[] => md5s.map((md5) => this.#ledger.ask(md5, null));
    return this.#send('check', md5s, ask, Infinity);
  }

  /** Any request to a service of this bank: counted, delayed, and failing as the faults say. What `effect` throws comes through. */
  request<T>(
    call: SandboxCall,
    key: string,
    effect: () => T | Promise<T>,
    deadlineMs = Infinity,
  ): Promise<SandboxReply<T>> {
    return this.#send(call, [key], effect, deadlineMs);
  }

  /** Clears all timers: from now on nothing is paid by itself, and answers take no time. */
  close(): void {
    this.#delays.close();
  }

  #send<T>(
    call: SandboxCall,
    keys: readonly string[],
    effect: () => T | Promise<T>,
    deadlineMs: number,
  ): Promise<SandboxReply<T>> {
    const at = this.#clock.now();
    for (const key of keys) this.#emit({ type: 'asked', call, key, at });
    return this.#network.request(call, keys, effect, deadlineMs);
  }

  #payLater({ md5, createdAt }: SandboxCode, afterMs: number): void {
    const waitMs = Math.max(0, createdAt + afterMs - this.#clock.now());
    this.#delays.insist(waitMs, () => this.#payIfOpen(md5));
  }

  #payIfOpen(md5: string): void {
    const code = this.find(md5);
    if (code && !code.transfer && code.expiresAt > this.#clock.now()) this.pay(md5);
  }

  #emit(event: SandboxEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
