import { isKhqrError } from '../../lib/errors/is-khqr-error.js';
import { messageOf } from '../../lib/errors/message-of.js';
import type { KhqrEngine } from '../../lib/khqr.engine.js';
import type { KhqrOperations } from '../../lib/khqr.operations.js';
import type { KhqrService } from '../../lib/khqr.service.js';
import { formatMoney } from '../../lib/payment/money.js';
import type { Payment } from '../../lib/payment/payment.js';
import type { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { Customers } from './customers.js';
import type { OrderPlan, ShopAction } from './order.plan.js';
import type { Replica } from './replica.js';
import type { TraceLog } from './trace.log.js';
import type { ViolationLog } from './violation.log.js';
import type { VirtualTime } from './virtual.time.js';
import type { Dice } from './dice.random.js';

/** A browser gives up waiting after so long. */
const PATIENCE_MS = 40_000;
const MOST_TRIES = 12;
/** What a shop may be told; anything else is a mistake in the package. */
const STORE_WORDS = /^The store/;
/** Trying again changes nothing. */
const FINAL = [
  'KhqrAlreadyPaidError',
  'KhqrConflictError',
  'KhqrRequestError',
  'KhqrNotFoundError',
  'KhqrTimeoutError',
];

export interface ShopParts {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly bank: SandboxBank;
  readonly customers: Customers;
  readonly trace: TraceLog;
  readonly violations: ViolationLog;
  /** A process that takes requests now; null: the shop is down. */
  readonly replica: () => Replica | null;
}

interface OpenOrder {
  readonly plan: OrderPlan;
  amountMinor: number;
  /** The payment that the shop showed last. */
  shown: Payment | null;
}

/** What the shop's pages and people ask of the package, through whichever process takes the request. */
export class Shop {
  made = 0;

  constructor(private readonly parts: ShopParts) {}

  open(plan: OrderPlan): void {
    const order: OpenOrder = { plan, amountMinor: plan.amountMinor, shown: null };
    const { time } = this.parts;
    time.after(plan.atMs, () => {
      if (plan.adopted) this.adopt(order);
      else this.create(order, false);
      if (plan.twice) this.create(order, false);
      for (const action of plan.actions) {
        time.after(action.afterMs, () => {
          this.act(order, action);
        });
      }
    });
  }

  /** What support does, who only want it done. */
  operate(what: string, act: (operations: KhqrOperations) => Promise<unknown>): void {
    this.request(
      what,
      ({ operations }) => act(operations),
      () => undefined,
    );
  }

  private ask<T>(
    what: string,
    act: (service: KhqrService) => Promise<T>,
    took: (value: T) => void,
  ): void {
    this.request(what, ({ service }) => act(service), took);
  }

  /** Does something in a process of the shop; again, in whichever, where that fails for a reason that may pass. */
  private request<T>(
    what: string,
    act: (engine: KhqrEngine) => Promise<T>,
    took: (value: T) => void,
    tries = 1,
  ): void {
    const { time, trace, dice } = this.parts;
    const replica = this.parts.replica();
    let over = false;
    const again = (): void => {
      if (over) return;
      over = true;
      if (tries >= MOST_TRIES) return;
      time.after(dice.between(500, 10_000), () => {
        this.request(what, act, took, tries + 1);
      });
    };
    if (!replica) {
      again();
      return;
    }
    const { name } = replica.process;
    trace.add('shop', `asks ${name} to ${what}`);
    time.after(PATIENCE_MS, again);
    replica.process.enter(() => {
      act(replica.engine).then(
        (value) => {
          trace.add('shop', `has from ${name}: ${what}`);
          if (over) return;
          over = true;
          took(value);
        },
        (error: unknown) => {
          trace.add('shop', `cannot ${what}: ${messageOf(error)}`);
          this.judge(what, error);
          if (error instanceof Error && FINAL.includes(error.name)) over = true;
          again();
        },
      );
    });
  }

  private judge(what: string, error: unknown): void {
    const meant = isKhqrError(error) || (error instanceof Error && STORE_WORDS.test(error.message));
    this.parts.violations.check(meant, 'crash', () => `${what}: ${messageOf(error)}`);
  }

  private create(order: OpenOrder, replace: boolean): void {
    const { reference, currency, lifeMs } = order.plan;
    const amount = formatMoney({ minor: order.amountMinor, currency });
    const input = { reference, amount, currency, expiresInMs: lifeMs, replace };
    this.ask(
      `${replace ? 'replace' : 'make'} ${reference} at ${amount}`,
      (service) => service.createPayment(input),
      (payment) => {
        this.show(order, payment);
      },
    );
  }

  private adopt(order: OpenOrder): void {
    const { reference, currency, lifeMs } = order.plan;
    const { amountMinor } = order;
    const code = this.parts.bank.open({ reference, currency, amountMinor, expiresInMs: lifeMs });
    const { md5, qrString } = code;
    const expiresAt = new Date(code.expiresAt);
    const amount = formatMoney({ minor: amountMinor, currency });
    this.ask(
      `adopt ${reference}`,
      (service) => service.adoptPayment({ reference, md5, qrString, amount, currency, expiresAt }),
      (payment) => {
        this.show(order, payment);
      },
    );
  }

  private show(order: OpenOrder, payment: Payment): void {
    this.made += 1;
    order.shown = payment;
    this.parts.customers.see(order.plan, payment);
  }

  private act(order: OpenOrder, { kind, amountMinor }: ShopAction): void {
    const { shown } = order;
    const nothing = (): void => undefined;
    if (kind === 'again' || kind === 'replace') {
      if (kind === 'replace' && order.plan.currency === 'USD') order.amountMinor = amountMinor;
      this.create(order, kind === 'replace');
      return;
    }
    if (!shown) return;
    const { id } = shown;
    switch (kind) {
      case 'cancel':
        this.ask(`cancel ${id}`, (service) => service.cancelPayment(id), nothing);
        break;
      case 'check':
        this.ask(`check ${id}`, (service) => service.checkPayment(id), nothing);
        break;
      case 'wait':
        this.ask(
          `wait for ${id}`,
          (service) => service.waitForPayment(id, { timeoutMs: 30_000 }),
          nothing,
        );
        break;
      case 'watched':
        this.ask(`watch ${id}`, (service) => service.markWatched(id), nothing);
        break;
    }
  }
}
