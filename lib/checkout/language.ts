export type CustomerLanguage = 'en' | 'km';

/** The one of our languages that an Accept-Language header likes best. */
export function preferredLanguage(
  header: string | undefined,
  fallback: CustomerLanguage,
): CustomerLanguage {
  let best = fallback;
  let weight = 0;
  // A browser sends a handful; whoever sends more is not read to the end.
  for (const entry of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const language = range.split('-')[0];
    if (language !== 'en' && language !== 'km') continue;
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const q = quality === undefined ? 1 : Number(quality.slice(2));
    if (q > weight) [best, weight] = [language, q];
  }
  return best;
}
