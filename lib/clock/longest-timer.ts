/** What a timer of Node holds, milliseconds (24 days); above it one fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
