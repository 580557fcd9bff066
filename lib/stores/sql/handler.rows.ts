import { HANDLER_MEMORY_MS, type HandlerRecord } from '../../delivery/delivery.js';

type Handler = Omit<HandlerRecord, 'lastSeenAt'>;

/**
 * Seen so recently that no event can have been written in between that took it for gone; an hour less than the memory, so
 * that no two clocks' readings of "gone" can differ. Treating a known handler as a new one only costs a look.
 */
const FRESH_MS = HANDLER_MEMORY_MS - 60 * 60 * 1000;

/** Those for whom events may be waiting, in an order that two processes have in common. */
export function newHandlers(
  handlers: readonly Handler[],
  known: readonly HandlerRecord[],
  now: number,
): readonly Handler[] {
  const fresh = new Set(
    known.filter(({ lastSeenAt }) => now - lastSeenAt <= FRESH_MS).map(handlerKey),
  );
  return inOrder(handlers).filter((handler) => !fresh.has(handlerKey(handler)));
}

/** Each once, sorted: two processes that lock rows in one order never wait for each other in a circle. */
export function inOrder(handlers: readonly Handler[]): readonly Handler[] {
  const byKey = new Map(handlers.map((handler) => [handlerKey(handler), handler]));
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
}

/** As the table has it. */
export function toHandlerRow({ id, type, account }: Handler): {
  readonly id: string;
  readonly type: string;
  readonly account: string;
} {
  return { id, type, account: account ?? '' };
}

function handlerKey({ id, type, account }: Handler): string {
  return JSON.stringify([id, type, account]);
}
