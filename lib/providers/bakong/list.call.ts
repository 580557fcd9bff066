import type { ProviderFailure } from '../provider-failure.js';

/** "≤ 50 md5s", as the documents say. */
const MOST = 50;

/** Statuses that refuse the list as such, and not the token or the moment: a bare 403 page has been seen in production with a good token. */
const REFUSED: readonly (number | undefined)[] = [400, 403, 404, 405, 413, 415, 422];

/** Whether several codes can be asked about at once here: found out by asking, and remembered as long as this process lives. */
export class ListCall {
  #refused = false;
  #said = false;

  get size(): number {
    return this.#refused ? 1 : MOST;
  }

  /** Whether this answer to a list call refuses lists; remembers it. */
  refusedBy(failure: ProviderFailure): boolean {
    const refused =
      failure.kind !== 'not-sent' &&
      (failure.kind !== 'lane' || failure.reason === 'stopped') &&
      REFUSED.includes(failure.status);
    if (refused) this.refuse();
    return refused;
  }

  refuse(): void {
    this.#refused = true;
  }

  /** True the first time only: a person need not hear it again. */
  mention(): boolean {
    const first = !this.#said;
    this.#said = true;
    return first;
  }

  /** A single check was answered 403 as well: then it is the whole API that refuses this address, and lists may work when it is back. */
  forget(): void {
    this.#refused = false;
  }
}
