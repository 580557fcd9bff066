import { messageOf } from '../../lib/errors/message-of.js';
import { formatMoney } from '../../lib/payment/money.js';
import type { Payment } from '../../lib/payment/payment.js';
import type { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { CustomerPlan, OrderPlan } from './order.plan.js';
import type { TraceLog } from './trace.log.js';
import type { VirtualTime } from './virtual.time.js';

/** Customers see codes and pay them, or do not. */
export class Customers {
  readonly #seen = new Set<string>();
  readonly #codes = new Map<string, number>();

  constructor(
    private readonly time: VirtualTime,
    private readonly bank: SandboxBank,
    private readonly trace: TraceLog,
  ) {}

  see({ reference, customers }: OrderPlan, { md5 }: Payment): void {
    if (this.#seen.has(md5)) return;
    this.#seen.add(md5);
    const count = this.#codes.get(reference) ?? 0;
    this.#codes.set(reference, count + 1);
    const plan = customers[count];
    const code = this.bank.find(md5);
    if (!plan || plan.payAfterMs === null || !code) return;
    const untilEnd = code.expiresAt - this.time.now();
    const inMs = plan.from === 'shown' ? plan.payAfterMs : untilEnd + plan.payAfterMs;
    this.time.after(Math.max(1, inMs), () => {
      this.pay(md5, plan);
    });
  }

  /** Pays it as it should be paid, where it still can be. */
  payNow(md5: string): void {
    this.pay(md5, { from: 'shown', misfit: null });
  }

  private pay(md5: string, { misfit, from }: Pick<CustomerPlan, 'from' | 'misfit'>): void {
    const code = this.bank.find(md5);
    if (!code || code.transfer) return;
    const { currency, amountMinor, reference } = code;
    const less = Math.max(1, amountMinor - 100);
    try {
      this.bank.pay(md5, {
        late: from === 'end',
        ...(misfit === 'amount' && { amount: formatMoney({ minor: less, currency }) }),
        ...(misfit === 'account' && { toAccount: 'somebody@else' }),
      });
      this.trace.add('customer', `pays ${reference ?? ''} ${md5} ${misfit ?? ''}`);
    } catch (error) {
      this.trace.add('customer', `cannot pay ${reference ?? ''}: ${messageOf(error)}`);
    }
  }
}
