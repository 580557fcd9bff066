import type { Currency } from '../../lib/payment/money.js';
import type { Dice } from './dice.random.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What the shop does about an order beside making its code, so many milliseconds after that. */
export interface ShopAction {
  readonly kind: 'again' | 'replace' | 'cancel' | 'check' | 'wait' | 'watched';
  readonly afterMs: number;
  /** What the order costs from then on, for `replace`. */
  readonly amountMinor: number;
}

/** When and how the customer pays a code that was shown; each code of an order is decided upon anew. */
export interface CustomerPlan {
  /** Milliseconds after the code was shown, where `from` is 'shown'; else after its end. Null: never. */
  readonly payAfterMs: number | null;
  readonly from: 'shown' | 'end';
  readonly misfit: 'amount' | 'account' | null;
}

export interface OrderPlan {
  readonly reference: string;
  /** After it is opened. */
  readonly atMs: number;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly lifeMs: number;
  /** Its first code was made elsewhere and is handed over. */
  readonly adopted: boolean;
  /** The customer clicks twice: two requests at once. */
  readonly twice: boolean;
  readonly actions: readonly ShopAction[];
  /** For the first code, the second, and so on. */
  readonly customers: readonly CustomerPlan[];
}

const MOST_CODES = 5;
const FIRST_MS = 18 * MINUTE;
const LATER_MS = 2 * MINUTE;

/** Of a usual shop and of a crowded one; each order makes some three codes. */
export function planOrders(dice: Dice): readonly OrderPlan[] {
  const length = dice.weigh([24, dice.whole(6, 8)], [1, dice.whole(24, 26)]);
  return Array.from({ length }, (_, index) => planOrder(dice, `order-${index + 1}`, FIRST_MS));
}

/** What is sold beside where that makes too few codes, one after the other; most shops never ask for any. */
export function* planMoreOrders(dice: Dice): Generator<OrderPlan, never> {
  for (let count = 1; ; count += 1) yield planOrder(dice, `more-${count}`, LATER_MS);
}

function planOrder(dice: Dice, reference: string, withinMs: number): OrderPlan {
  const lifeMs = dice.weigh([2, 5 * MINUTE], [2, 2 * MINUTE], [1, 30 * SECOND]);
  return {
    reference,
    atMs: dice.whole(0, withinMs),
    amountMinor: dice.whole(1, 5000) * 100,
    currency: dice.weigh([3, 'USD'], [1, 'KHR']),
    lifeMs,
    adopted: dice.chance(0.05),
    twice: dice.chance(0.1),
    actions: planActions(dice, lifeMs),
    customers: Array.from({ length: MOST_CODES }, () => planCustomer(dice, lifeMs)),
  };
}

function planActions(dice: Dice, lifeMs: number): readonly ShopAction[] {
  const count = dice.weigh([4, 0], [3, 1], [2, 2], [1, 4]);
  return Array.from({ length: count }, () => ({
    kind: dice.weigh<ShopAction['kind']>(
      [3, 'again'],
      [2, 'replace'],
      [2, 'cancel'],
      [3, 'check'],
      [1, 'wait'],
      [1, 'watched'],
    ),
    afterMs: dice.whole(0, dice.chance(0.7) ? lifeMs : lifeMs + 10 * MINUTE),
    amountMinor: dice.whole(1, 5000) * 100,
  }));
}

function planCustomer(dice: Dice, lifeMs: number): CustomerPlan {
  const misfit = dice.weigh<CustomerPlan['misfit']>([30, null], [1, 'amount'], [1, 'account']);
  const payAfterMs = dice.whole(0, lifeMs);
  const [from, after] = dice.weigh<readonly ['shown' | 'end', number | null]>(
    [12, ['shown', payAfterMs]],
    [4, ['shown', null]],
    // The last moments of a code, and the first ones after it.
    [3, ['end', dice.whole(-3, 3)]],
    [2, ['end', dice.whole(0, 40) * SECOND]],
    [1, ['end', dice.whole(0, 29) * MINUTE]],
  );
  return { from, payAfterMs: after, misfit };
}
