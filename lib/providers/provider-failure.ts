/**
 * Why a provider gave no usable answer. What happens next depends only on this:
 * - `in-doubt`: the request may have taken effect (time-out, reset, truncation, 5xx, not JSON, wrong types, an answer about another md5).
 * - `not-sent`: it surely never left (DNS, refused connection, TLS).
 * - `lane`: the provider refuses everything of this credential for now; nothing took effect.
 * - `payment`: the provider refuses this one payment (400); nothing took effect.
 */
export type ProviderFailure =
  | { readonly kind: 'in-doubt'; readonly message: string; readonly status?: number }
  | { readonly kind: 'not-sent'; readonly message: string }
  | {
      readonly kind: 'lane';
      /** `stopped`: a person has to act (401, 403, 422). `rate-limited`: 429. `quota`: nothing more until midnight in Phnom Penh. */
      readonly reason: 'stopped' | 'rate-limited' | 'quota';
      readonly message: string;
      readonly status?: number;
      /** As the provider asks, already read from seconds or a date; not clamped. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'payment'; readonly message: string; readonly status?: number };

const behind = new WeakMap<object, ProviderFailure>();

/** Notes what an error stands for, where a provider throws what a caller can do and the lane has to know why. */
export function standingFor<E extends Error>(error: E, failure: ProviderFailure): E {
  behind.set(error, failure);
  return error;
}

export function failureBehind(error: unknown): ProviderFailure | undefined {
  return typeof error === 'object' && error !== null ? behind.get(error) : undefined;
}
