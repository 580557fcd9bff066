import { DELIVERY_DEFAULTS, TRACKER_DEFAULTS } from '../../lib/khqr.defaults.js';
import type { KhqrSettings } from '../../lib/khqr.options.js';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import { SandboxProvider } from '../../lib/providers/sandbox/sandbox.provider.js';
import type { PaymentStore } from '../../lib/stores/payment-store.port.js';
import { auditedStore } from './audited.store.js';
import { Auditors } from './auditors.js';
import { Conditions } from './conditions.js';
import { Customers } from './customers.js';
import { Dice } from './dice.random.js';
import { Fleet } from './fleet.js';
import { Fulfilment } from './fulfilment.js';
import { LinkedProvider } from './linked.provider.js';
import { linkedStore } from './linked.store.js';
import { Replica } from './replica.js';
import type { Scenario } from './scenario.js';
import { Shop } from './shop.js';
import { SimulatedProcess } from './simulated.process.js';
import { TraceLog } from './trace.log.js';
import { ViolationLog } from './violation.log.js';
import { VirtualTime } from './virtual.time.js';

/** Changes how a process uses the store: a rule broken on purpose. */
export type Mutation = (store: PaymentStore, anew: CallAnew) => PaymentStore;

/** Calls the store once more, over the same network and with the same process at its end. */
export type CallAnew = <T>(act: () => Promise<T>) => Promise<T>;

export interface WorldOptions {
  readonly store: PaymentStore;
  /** Nothing that the store was asked for is still under way. */
  readonly isIdle: () => boolean;
  readonly mutation: Mutation | null;
  readonly print: ((line: string) => void) | null;
  /** Without a hash of what happened. */
  readonly silent: boolean;
}

/** Every part of one run, put together; nothing in it has begun. */
export class World {
  readonly time: VirtualTime;
  readonly trace: TraceLog;
  readonly violations: ViolationLog;
  readonly dice: Dice;
  readonly bank: SandboxBank;
  readonly auditors: Auditors;
  readonly conditions: Conditions;
  readonly fulfilment: Fulfilment;
  readonly fleet: Fleet;
  readonly customers: Customers;
  readonly shop: Shop;
  readonly store: PaymentStore;

  constructor(
    readonly scenario: Scenario,
    private readonly options: WorldOptions,
  ) {
    const { seed, startAt } = scenario;
    this.store = options.store;
    this.time = new VirtualTime(startAt, options.isIdle);
    this.trace = new TraceLog(() => this.time.monotonic(), options.print, options.silent);
    this.violations = new ViolationLog(
      () => this.time.monotonic(),
      ({ kind, text }) => {
        this.trace.add('!', `${kind}: ${text}`);
      },
    );
    // A stream of its own for each, so that a change to one does not change all.
    this.dice = new Dice(seed + 0.25);
    const bankDice = new Dice(seed + 0.5);
    const { claim, bank: faults } = scenario;
    this.bank = new SandboxBank({ clock: this.time, random: bankDice, claim, faults });
    this.auditors = new Auditors(
      this.time,
      {
        now: () => this.time.now(),
        storeIsOff: scenario.storeSkewMs !== 0,
        endOf: ({ md5, expiresAt }) =>
          scenario.account.expiry === 'ours'
            ? expiresAt - scenario.storeSkewMs
            : (this.bank.find(md5 ?? '')?.expiresAt ?? null),
      },
      scenario.tracker.expiryGraceMs,
      this.violations,
      this.trace,
    );
    this.conditions = new Conditions(this.time, new Dice(seed + 0.125), scenario.store);
    this.fulfilment = new Fulfilment(
      this.auditors,
      this.conditions,
      new Dice(seed + 0.375),
      scenario.handlers,
      scenario.delivery.timeoutMs,
    );
    this.fleet = new Fleet(
      this.time,
      this.trace,
      (slot, name, withHandlers) => this.replica(slot, name, withHandlers),
      scenario.replicas,
    );
    this.customers = new Customers(this.time, this.bank, this.trace);
    this.shop = this.openShop();
  }

  /** What the store takes for now. */
  get storeClock() {
    const { time } = this;
    const skew = this.scenario.storeSkewMs;
    return {
      now: () => time.now() + skew,
      monotonic: () => time.monotonic(),
      setTimeout: (callback: () => void, delayMs: number) => time.setTimeout(callback, delayMs),
      clearTimeout: (timer: unknown) => {
        time.clearTimeout(timer);
      },
    };
  }

  private openShop(): Shop {
    const { time, trace, bank, violations, dice, customers } = this;
    return new Shop({
      time,
      trace,
      bank,
      violations,
      dice,
      customers,
      replica: () => {
        const [first, ...others] = this.fleet.open;
        return first ? dice.pick([first, ...others]) : null;
      },
    });
  }

  private replica(slot: number, name: string, withHandlers: boolean): Replica {
    const { scenario, auditors, conditions } = this;
    const process = new SimulatedProcess(name, this.time, scenario.replicaSkewMs[slot] ?? 0);
    const audited = auditedStore(this.store, name, auditors);
    const anew: CallAnew = (act) => process.ask(() => conditions.throughToStore(slot, act));
    const mutated = this.options.mutation?.(audited, anew) ?? audited;
    const store = linkedStore(mutated, process, slot, conditions);
    const warn = (message: string): void => {
      this.trace.add(name, `warns: ${message}`);
    };
    const dice = new Dice(scenario.seed + (slot + 1) / 64 + this.time.monotonic() * 1e-9);
    // Its answers carry the bank's own time.
    const context = { account: 'default', clock: this.time, random: dice, warn };
    return new Replica({
      process,
      dice,
      warn,
      settings: settingsOf(scenario, store),
      handlers: withHandlers ? this.fulfilment.handlersOf(process) : [],
      provider: () =>
        new LinkedProvider(
          new SandboxProvider({ provider: 'sandbox' }, context, this.bank),
          process,
          slot,
          conditions,
          auditors,
          scenario.account,
        ),
    });
  }
}

function settingsOf(scenario: Scenario, store: PaymentStore): KhqrSettings {
  const { tracker, delivery, account } = scenario;
  const { ratePerSecond, knownRate, onForeignClaim } = account;
  return {
    accounts: {
      default: {
        provider: 'sandbox',
        onForeignClaim,
        ...(ratePerSecond !== null && knownRate && { ratePerSecond }),
      },
    },
    accountResolver: null,
    store,
    tracker: { ...TRACKER_DEFAULTS, ...tracker },
    delivery: {
      ...DELIVERY_DEFAULTS,
      timeoutMs: delivery.timeoutMs,
      releaseAfterMs: delivery.releaseAfterMs,
      retryDelaysMs: delivery.retryDelaysMs ?? DELIVERY_DEFAULTS.retryDelaysMs,
    },
  };
}
