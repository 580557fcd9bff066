import type { WebHandler, WebRoute } from './web-exchange.js';

/** Routes under one path, with what is true of all of them. */
export interface WebMount {
  /** Where the routes begin: `/api/v1`, or empty for the root. No slash at the end. */
  readonly prefix: string;
  readonly routes: readonly WebRoute[];
}

/** What the path and the method of a request lead to. */
export type RouteMatch =
  | {
      readonly found: 'handler';
      readonly handler: WebHandler;
      readonly params: Readonly<Record<string, string>>;
      readonly prefix: string;
    }
  /** The path is there, for other methods. */
  | { readonly found: 'methods'; readonly allow: readonly string[] }
  | { readonly found: 'nothing' };

interface Entry {
  readonly prefix: string;
  readonly segments: readonly string[];
  readonly route: WebRoute;
}

/** Finds a request's handler. Of two routes that fit, the one with more fixed segments is meant: `/qr/stand/:tran` before `/qr/:kind/:tran`. */
export class RouteTable {
  readonly #entries: readonly Entry[];

  constructor(mounts: readonly WebMount[]) {
    const entries = mounts.flatMap(({ prefix, routes }) =>
      routes.map((route) => ({ prefix, route, segments: split(prefix + route.path) })),
    );
    this.#entries = entries.toSorted((one, other) => parameters(one) - parameters(other));
  }

  /** `path` is as it came, without its query. */
  find(method: string, path: string): RouteMatch {
    const segments = decode(path);
    if (!segments) return { found: 'nothing' };
    const fitting = this.#entries.filter((entry) => fits(entry.segments, segments));
    if (fitting.length === 0) return { found: 'nothing' };
    const wanted = method === 'HEAD' ? 'GET' : method;
    const entry = fitting.find(({ route }) => route.method === wanted);
    if (!entry) return { found: 'methods', allow: allowed(fitting) };
    const { prefix, route } = entry;
    const params = paramsOf(entry.segments, segments);
    return { found: 'handler', handler: route.handler, params, prefix };
  }
}

function split(path: string): readonly string[] {
  return path.split('/').slice(1);
}

/** Undefined where it is no path, or an escape in it is none. */
function decode(path: string): readonly string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return split(path).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function parameters({ segments }: Entry): number {
  return segments.filter((segment) => segment.startsWith(':')).length;
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) =>
    part.startsWith(':') ? segments[index] !== '' : part === segments[index],
  );
}

function paramsOf(pattern: readonly string[], segments: readonly string[]) {
  const named = pattern.flatMap((part, index) =>
    part.startsWith(':') ? [[part.slice(1), segments[index] ?? ''] as const] : [],
  );
  return Object.fromEntries(named);
}

function allowed(entries: readonly Entry[]): readonly string[] {
  const methods = new Set<string>(['OPTIONS']);
  for (const { route } of entries) {
    methods.add(route.method);
    if (route.method === 'GET') methods.add('HEAD');
  }
  return [...methods].toSorted();
}
