/** Stands for this host in URLs that name none. */
const HERE = 'http://here.invalid';
const LONGEST = 2048;

/** The allow-list as URLs; paths of this host are below `HERE`. What cannot be read is a problem. */
export function readAllowed(given: unknown, problems: string[]): readonly URL[] {
  if (!Array.isArray(given)) {
    problems.push('returnUrls must be a list.');
    return [];
  }
  return given.flatMap((entry: unknown) => {
    const url = typeof entry === 'string' ? parse(entry) : null;
    if (url && url.search === '' && url.hash === '') return [url];
    problems.push(
      `returnUrls has '${String(entry).slice(0, 80)}', which is neither an http(s) URL without query nor a path such as '/orders'.`,
    );
    return [];
  });
}

/** The URL to send the customer to, as the browser will read it; undefined where it is not on the list. */
export function allowedReturn(asked: unknown, allowed: readonly URL[]): string | undefined {
  if (typeof asked !== 'string') return undefined;
  const url = parse(asked);
  return url && allowed.some((entry) => covers(entry, url)) ? show(url) : undefined;
}

export const isReturn = (given: unknown): boolean =>
  typeof given === 'string' && parse(given) !== null;

/** One that the shop itself gives. */
export function ownReturn(given: string | undefined): string | undefined {
  const url = given === undefined ? null : parse(given);
  return url ? show(url) : undefined;
}

function parse(text: string): URL | null {
  // Browsers drop line breaks and tabs inside a URL, and take a backslash for a slash.
  if (text.length > LONGEST || /[\p{Cc}\\\s]/u.test(text)) return null;
  const local = text.startsWith('/') && !text.startsWith('//');
  if (!local && !/^https?:\/\//i.test(text)) return null;
  if (!URL.canParse(text, HERE)) return null;
  const url = new URL(text, HERE);
  if (url.username !== '' || url.password !== '') return null;
  // Dots that resolve to another host's path: '/.//elsewhere'.
  if (local && url.pathname.startsWith('//')) return null;
  return local === (url.origin === HERE) ? url : null;
}

/** By whole segments: `/orders` covers `/orders/5` and not `/orders-of-others`. Both paths have their dots resolved. */
function covers(entry: URL, url: URL): boolean {
  const prefix = entry.pathname.replace(/\/$/, '');
  return (
    entry.origin === url.origin &&
    (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))
  );
}

function show(url: URL): string {
  return url.origin === HERE ? url.pathname + url.search + url.hash : url.href;
}
