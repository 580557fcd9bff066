import type { SandboxFailure, SandboxFaults } from '../../lib/providers/sandbox/sandbox-fault.js';
import type { Dice } from './dice.random.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Faults begin up to here, so that their ends are inside the busy time. */
const LAST_FAULT_MS = 28 * MINUTE;

interface At {
  readonly atMs: number;
}

/** Not at once, but when the process has crossed its border so many times more, on the way to the bank or back where it says so. */
export interface Crossings {
  readonly times: number;
  readonly toBank: boolean;
}

/** What the world does to the shop's processes, its store and the bank. */
export type WorldHappening = At &
  (
    | {
        readonly kind: 'crash';
        readonly replica: number;
        readonly crossings: Crossings;
        readonly downMs: number;
      }
    | {
        readonly kind: 'freeze';
        readonly replica: number;
        readonly crossings: Crossings;
        readonly forMs: number;
        /** So long before it goes on, the customer pays what it was asking about; null: does not. */
        readonly paidMs: number | null;
      }
    | { readonly kind: 'stop'; readonly replica: number; readonly downMs: number }
    | { readonly kind: 'without-handlers'; readonly replica: number; readonly forMs: number }
    | { readonly kind: 'store-down'; readonly replica: number | null; readonly forMs: number }
    | { readonly kind: 'bank-cut-off'; readonly replica: number; readonly forMs: number }
    | { readonly kind: 'bank-faults'; readonly faults: SandboxFaults; readonly forMs: number }
    | { readonly kind: 'bank-refuses'; readonly failure: SandboxFailure; readonly times: number }
    | { readonly kind: 'handlers-fail'; readonly forMs: number }
    | { readonly kind: 'person-resolves'; readonly as: 'paid' | 'rejected' }
    | { readonly kind: 'redeliver' }
  );

export function planHappenings(dice: Dice, replicas: number): readonly WorldHappening[] {
  const at = (): number => dice.whole(0, LAST_FAULT_MS);
  const replica = (): number => dice.whole(0, replicas - 1);
  // Rare among the ways to the store, and where an end or a pause does the most harm.
  const crossings = (): Crossings =>
    dice.weigh(
      [4, { times: dice.whole(1, 60), toBank: false }],
      [4, { times: dice.whole(1, 12), toBank: true }],
      [2, { times: 0, toBank: false }],
    );
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const length = (most: number): number => dice.whole(1, most);
  return [
    ...times(dice.whole(2, 4), () => ({
      kind: 'crash' as const,
      atMs: at(),
      replica: replica(),
      crossings: crossings(),
      downMs: dice.weigh([3, length(5 * SECOND)], [2, length(MINUTE)], [1, length(6 * MINUTE)]),
    })),
    ...times(dice.weigh([1, 0], [2, 1], [1, 3]), () => ({
      kind: 'freeze' as const,
      atMs: at(),
      replica: replica(),
      crossings: crossings(),
      forMs: dice.weigh([2, 40 * SECOND], [1, length(10 * SECOND)], [1, length(3 * MINUTE)]),
      paidMs: dice.weigh([1, null], [1, length(5 * SECOND)]),
    })),
    ...times(dice.weigh([2, 0], [1, 1]), () => ({
      kind: 'stop' as const,
      atMs: at(),
      replica: replica(),
      downMs: length(30 * SECOND),
    })),
    ...times(dice.weigh([3, 0], [1, 1], [1, 3]), () => ({
      kind: 'without-handlers' as const,
      atMs: dice.chance(0.3) ? 0 : at(),
      replica: replica(),
      forMs: length(8 * MINUTE),
    })),
    ...times(dice.weigh([2, 0], [2, 1], [1, 3]), () => ({
      kind: 'store-down' as const,
      atMs: at(),
      replica: dice.chance(0.5) ? replica() : null,
      forMs: length(dice.chance(0.8) ? 40 * SECOND : 4 * MINUTE),
    })),
    ...times(dice.weigh([2, 0], [1, 1]), () => ({
      kind: 'bank-cut-off' as const,
      atMs: at(),
      replica: replica(),
      forMs: length(3 * MINUTE),
    })),
    ...times(dice.weigh([1, 0], [2, 1], [1, 2]), () => bankFaults(dice, at())),
    ...times(dice.weigh([3, 0], [1, 1], [1, 2]), () => ({
      kind: 'bank-refuses' as const,
      atMs: at(),
      failure: dice.weigh<SandboxFailure>([4, 'refused'], [2, 'rate-limited'], [1, 'unauthorized']),
      times: dice.whole(1, 3),
    })),
    ...times(dice.weigh([3, 0], [1, 1]), () => ({
      kind: 'handlers-fail' as const,
      atMs: at(),
      forMs: length(3 * MINUTE),
    })),
    ...times(3, () => ({
      kind: 'person-resolves' as const,
      atMs: at(),
      as: dice.pick(['paid', 'rejected'] as const),
    })),
    { kind: 'redeliver' as const, atMs: at() },
  ];
}

function bankFaults(dice: Dice, atMs: number): WorldHappening {
  const short = dice.whole(5 * SECOND, 2 * MINUTE);
  // Longer than most codes live.
  const long = dice.whole(2 * MINUTE, 7 * MINUTE);
  const [faults, forMs] = dice.weigh<readonly [SandboxFaults, number]>(
    [2, [{ notSent: 1 }, long]],
    [2, [{ errors: 1 }, long]],
    [2, [{ lostAnswers: 1 }, short]],
    [1, [{ lostAnswers: 0.6 }, long]],
    [2, [{ unauthorized: true }, long]],
    [2, [{ rateLimit: { perSecond: 1 } }, short]],
    [1, [{ rateLimit: { perSecond: 1, retryAfterMs: 20 * SECOND } }, short]],
    [1, [{ latencyMs: [8000, 20_000] }, long]],
  );
  return { kind: 'bank-faults', atMs, faults, forMs };
}
