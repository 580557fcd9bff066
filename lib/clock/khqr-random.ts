/** Random numbers, as handed to everything that needs them, so that a run can be repeated from a seed. */
export interface KhqrRandom {
  /** 0 ≤ n < 1. */
  number(): number;
  /** An unguessable id of 22 URL-safe characters (128 bits). */
  id(): string;
}
