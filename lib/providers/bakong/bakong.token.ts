import { atMost } from '../../clock/at-most.js';
import type { KhqrClock } from '../../clock/khqr-clock.js';
import { messageOf } from '../../errors/message-of.js';
import type { CredentialSource } from '../http/credential.js';
import type { BakongTokenOptions } from '../provider.options.js';
import { tokenExpiry } from './token-expiry.js';

/** What came of asking the bank for a new token; `problem` is a sentence without a secret. */
export type Renewal = { readonly token: string } | { readonly problem: string };

export interface TokenParts {
  readonly account: string;
  readonly clock: KhqrClock;
  readonly credential: CredentialSource;
  readonly options: BakongTokenOptions | undefined;
  readonly renew: (email: string) => Promise<Renewal>;
  readonly warn: (message: string) => void;
}

/** A token of 90 days is renewed in its last one: the old one still works while the new one is on its way. */
const RENEW_BEFORE_MS = 24 * 60 * 60 * 1000;
/** So long before its end a person is told, where nobody renews it. */
const WARN_BEFORE_MS = 7 * RENEW_BEFORE_MS;
/** A clock here may be so wrong; within that the bank decides whether a token has ended. */
const SKEW_MS = 600_000;
/** A renewal that failed while the token still works is tried again after this long. */
const TRY_AGAIN_MS = 3_600_000;
/** A request waits for a new token as long as for an answer. */
const WAIT_MS = 10_000;

/** The bank's token: which one is in use, when it ends, and getting the next one, once for all who need it. */
export class BakongToken {
  readonly #parts: TokenParts;
  #replacing: Promise<void> | undefined;
  #nextTryAt = -Infinity;
  #problem: string | undefined;

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  /** At boot: asks a function for the token, and says where a person should act in time. @throws KhqrAuthenticationError */
  async start(): Promise<void> {
    const { credential, options, account, clock, warn } = this.#parts;
    const expiresAt = tokenExpiry(await credential.current());
    if (options || expiresAt === undefined || expiresAt > clock.now() + WARN_BEFORE_MS) return;
    warn(`The Bakong token of account '${account}' ends soon or has ended. ${this.describe()}`);
  }

  /**
   * The token to send; undefined where it has ended and there is no other (yet): nothing should be sent then.
   *
   * @throws KhqrAuthenticationError where the apiKey function fails
   */
  async current(): Promise<string | undefined> {
    const { credential, clock } = this.#parts;
    const token = credential.known ?? (await credential.current());
    const left = (tokenExpiry(token) ?? Infinity) - clock.now();
    if (left > RENEW_BEFORE_MS) return token;
    if (left > -SKEW_MS) {
      this.#replaceInTime(token);
      return token;
    }
    await this.refused(token, WAIT_MS);
    return credential.known === token ? undefined : credential.known;
  }

  /** After this token was refused: whether the next request will carry another one. Never throws; what takes longer than `waitMs` goes on by itself. */
  async refused(token: string, waitMs: number): Promise<boolean> {
    const { clock, credential } = this.#parts;
    if (credential.known === token) await atMost(clock, waitMs, this.#replace(token));
    return credential.known !== token;
  }

  /** What a person should know of the token: its end, and what keeps it from being renewed. */
  describe(): string {
    const { credential, clock, options } = this.#parts;
    const expiresAt = tokenExpiry(credential.known ?? '');
    const verb = (expiresAt ?? 0) > clock.now() ? 'It ends on' : 'It ended on';
    const end =
      expiresAt === undefined ? '' : `${verb} ${new Date(expiresAt).toISOString().slice(0, 10)}. `;
    if (this.#problem !== undefined) return `${end}Its renewal failed: ${this.#problem}`;
    return options
      ? `${end}It has been renewed already, or its renewal is under way.`
      : `${end}Set \`token: { email, onRenewed }\` to have it renewed, or \`apiKey\` to a new one.`;
  }

  #replaceInTime(token: string): void {
    const { clock, options } = this.#parts;
    if (!options || clock.monotonic() < this.#nextTryAt) return;
    this.#nextTryAt = clock.monotonic() + TRY_AGAIN_MS;
    void this.#replace(token);
  }

  #replace(token: string): Promise<void> {
    this.#replacing ??= this.#findAnother(token).finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  /** The apiKey function first: another replica may have renewed the token and put it there. */
  async #findAnother(token: string): Promise<void> {
    const { credential, options, renew } = this.#parts;
    if ((await credential.replace(token, WAIT_MS)) || !options) return;
    const renewal = await renew(options.email);
    const problem = 'problem' in renewal ? renewal.problem : this.#use(renewal.token, token);
    if (problem !== undefined) {
      this.#fail(problem);
      return;
    }
    this.#problem = undefined;
    if ('token' in renewal) void this.#tell(options, renewal.token);
  }

  #use(renewed: string, before: string): string | undefined {
    const { credential } = this.#parts;
    if (renewed === before) return 'the bank answered with the same token.';
    try {
      credential.use(renewed);
      return undefined;
    } catch {
      return 'the bank answered with a token that an HTTP header cannot carry.';
    }
  }

  async #tell({ onRenewed }: BakongTokenOptions, token: string): Promise<void> {
    const { account, warn } = this.#parts;
    try {
      await onRenewed(token);
    } catch (error) {
      const why = messageOf(error).replaceAll(token, '[redacted]');
      warn(
        `token.onRenewed of account '${account}' failed: ${why} The new token is used until this process ends; keep it, or the next start has the old one.`,
      );
    }
  }

  /** Said once for each reason, since a stopped lane tries again twice a minute. */
  #fail(problem: string): void {
    const { account, warn } = this.#parts;
    if (problem !== this.#problem) {
      warn(`The Bakong token of account '${account}' could not be renewed: ${problem}`);
    }
    this.#problem = problem;
  }
}
