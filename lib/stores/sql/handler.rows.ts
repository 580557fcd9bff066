import { missedSince, type HandlerRecord } from '../../delivery/delivery.js';

type Handler = Omit<HandlerRecord, 'lastSeenAt'>;

/** One for which events may be waiting. */
export interface NewHandler {
  readonly handler: Handler;
  /** Events from then on may have been written without it; null: it has never been seen. */
  readonly missedSince: number | null;
}

/** Those for whom events may be waiting, in an order that two processes have in common. */
export function newHandlers(
  handlers: readonly Handler[],
  known: readonly HandlerRecord[],
  now: number,
): readonly NewHandler[] {
  const seen = new Map(known.map((handler) => [handlerKey(handler), handler.lastSeenAt]));
  return inOrder(handlers).flatMap((handler): readonly NewHandler[] => {
    const lastSeenAt = seen.get(handlerKey(handler));
    if (lastSeenAt === undefined) return [{ handler, missedSince: null }];
    const since = missedSince(lastSeenAt, now);
    return since === null ? [] : [{ handler, missedSince: since }];
  });
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
