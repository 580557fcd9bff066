import type { KhqrClock } from '../clock/khqr-clock.js';
import { messageOf } from '../errors/message-of.js';
import type { Account } from '../providers/account-registry.js';
import type { CheckAnswer, CheckRequest, KhqrProvider } from '../providers/khqr-provider.port.js';
import { answerInTime } from '../providers/provider-deadline.js';
import { inDoubt, readAnswer } from './answer.reader.js';

/** How many payments one request to this provider asks about. */
export function batchSizeOf(provider: KhqrProvider): number {
  return provider.checkPayments ? Math.max(1, provider.capabilities.batchSize) : 1;
}

export interface CallResult {
  /** In the order of the requests. */
  readonly answers: readonly CheckAnswer[];
  /** Given up, while the request may still be on its way: nobody else may ask before the lease is over. */
  readonly underWay: boolean;
}

/** Calls a provider and makes one good answer for each request of whatever it does. */
export class CheckCaller {
  constructor(private readonly clock: KhqrClock) {}

  /**
   * Never rejects. An answer that comes after it was given up, because the provider broke its
   * promise or this process stood still, goes to `late`.
   */
  async ask(
    { provider }: Account,
    requests: readonly CheckRequest[],
    late: (answers: readonly CheckAnswer[]) => void,
  ): Promise<CallResult> {
    let underWay = true;
    const call = this.call(provider, requests)
      .finally(() => {
        underWay = false;
      })
      .then((told: unknown) =>
        requests.map((_request, index) =>
          readAnswer(Array.isArray(told) ? told[index] : undefined),
        ),
      );
    try {
      return { answers: await answerInTime(this.clock, call), underWay: false };
    } catch (error) {
      // Where the call has failed, or what it told cannot be read, nothing follows.
      call.then(late, () => undefined);
      const answer = inDoubt(messageOf(error));
      return { answers: requests.map(() => answer), underWay };
    }
  }

  private async call(
    provider: KhqrProvider,
    requests: readonly CheckRequest[],
  ): Promise<readonly unknown[]> {
    if (provider.checkPayments && requests.length > 1) return provider.checkPayments(requests);
    return Promise.all(requests.map((request) => provider.checkPayment(request)));
  }
}
