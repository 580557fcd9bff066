/** Reads an HTTP Date header into milliseconds since 1970; the last text is remembered, since it changes once a second. */
export class DateReader {
  #text = '';
  #time: number | undefined;

  read(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    if (text !== this.#text) {
      const time = parseDate(text);
      this.#time = Number.isNaN(time) ? undefined : time;
      this.#text = text;
    }
    return this.#time;
  }
}

/**
 * Milliseconds that a Retry-After header asks for: seconds, or an HTTP date. A date is taken relative to the server's
 * own Date header, so that a wrong clock here does not matter. Not clamped from above; a date in the past is 0.
 */
export function readRetryAfter(
  text: string | undefined,
  serverNow: () => number,
): number | undefined {
  const value = text?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return atMostSafe(Number(value) * 1000);
  const date = parseDate(value);
  // `Date.parse` also reads bare numbers and words with digits; an HTTP date has a time of day.
  return Number.isNaN(date) || !value.includes(':') ? undefined : atMostSafe(date - serverNow());
}

/** HTTP dates are in GMT, also in the old form that does not say so and would be taken for local time. */
function parseDate(text: string): number {
  return Date.parse(/(?:GMT|UTC|Z|[+-]\d{2}:?\d{2})\s*$/i.test(text) ? text : `${text} GMT`);
}

function atMostSafe(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), Number.MAX_SAFE_INTEGER);
}

const ZONED =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/i;

/** ISO 8601 with a zone, as milliseconds since 1970. A time without a zone could be seven hours off: it is refused. */
export function readZonedTime(value: unknown): number | undefined {
  const match = typeof value === 'string' ? ZONED.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, day = '', time = '', zone = ''] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const ms = Date.parse(`${day}T${time}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}
