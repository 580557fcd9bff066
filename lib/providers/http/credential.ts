import type { KhqrClock } from '../../clock/khqr-clock.js';
import { KhqrAuthenticationError } from '../../errors/khqr-authentication.error.js';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { Credential } from '../provider.options.js';

export interface CredentialOptions {
  readonly account: string;
  readonly clock: KhqrClock;
  /** The option's name, for messages. */
  readonly field?: string;
}

/** How long a function may take where nothing else is waiting for it, milliseconds: as long as a request. */
const LIMIT_MS = 10_000;

/** The secret of an account: a text, or a function that is asked once at the start and once after each refusal. */
export class CredentialSource {
  /** Stands for the secret in the lane: a function's secret may change, its account's name does not. */
  readonly owner: string;
  readonly #ask: (() => Promise<string>) | undefined;
  readonly #options: Required<CredentialOptions>;
  #value: string | undefined;
  #asking: Promise<string> | undefined;

  /** @throws KhqrConfigurationError where the text is missing, blank or cannot stand in a header. */
  constructor(source: Credential, options: CredentialOptions) {
    this.#options = { field: 'apiKey', ...options };
    if (typeof source === 'function') {
      this.#ask = source;
      this.owner = `account:${options.account}`;
    } else {
      this.#value = this.owner = this.#usable(source);
    }
  }

  /** The secret in use, where there is one already. */
  get known(): string | undefined {
    return this.#value;
  }

  /**
   * The secret in use, asking for it where there is none yet.
   *
   * @throws KhqrAuthenticationError where the function fails or takes too long.
   */
  async current(): Promise<string> {
    return this.#value ?? this.#within(LIMIT_MS, this.#renewed());
  }

  /**
   * After `refused` was refused: whether the next request will carry another secret. Never throws. A function that takes
   * longer than `waitMs` goes on by itself, and what it answers is used later.
   */
  async replace(refused: string, waitMs: number): Promise<boolean> {
    // Another call's refusal may have brought the new one already.
    if (this.#value !== undefined && this.#value !== refused) return true;
    if (!this.#ask) return false;
    try {
      return (await this.#within(waitMs, this.#renewed())) !== refused;
    } catch {
      return false;
    }
  }

  /** From now on this secret is the one in use. @throws KhqrConfigurationError where it cannot be used */
  use(secret: string): void {
    this.#value = this.#usable(secret);
  }

  #renewed(): Promise<string> {
    this.#asking ??= this.#request().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #request(): Promise<string> {
    const { account, field } = this.#options;
    let answer: unknown;
    try {
      answer = await this.#ask?.();
    } catch (cause) {
      const message = `The ${field} function of account '${account}' failed.`;
      throw new KhqrAuthenticationError(message, { account, cause });
    }
    this.#value = this.#usable(answer);
    return this.#value;
  }

  #within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
    const { clock, account, field } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        const message = `The ${field} function of account '${account}' did not answer in time.`;
        reject(new KhqrAuthenticationError(message, { account }));
      }, limitMs);
      void promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }

  #usable(value: unknown): string {
    const { account, field } = this.#options;
    const text = typeof value === 'string' ? value.trim() : '';
    const problem =
      text === ''
        ? 'is missing or blank'
        : // Also keeps a line break from ending the header.
          /^[\x21-\x7e]+$/.test(text)
          ? undefined
          : 'contains characters that an HTTP header cannot carry';
    if (problem === undefined) return text;
    throw new KhqrConfigurationError(`${field} of account '${account}' ${problem}.`, [], {
      account,
    });
  }
}
