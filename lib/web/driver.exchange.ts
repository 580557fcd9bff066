import { isHost } from './host.js';
import type { WebBody, WebHandler, WebRequest, WebResponse } from './web-exchange.js';

/** A request as Express and Fastify both show it, its body parsed by them. */
export interface DriverRequest {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly protocol: string;
  readonly host?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: unknown;
  readonly body?: unknown;
}

/** What their answers have in common. */
export interface DriverReply {
  status(code: number): this;
  header(name: string, value: string): this;
  send(body?: unknown): unknown;
  /** Node's own, which Express's response is; Fastify's reply has none. */
  end?(body: string | Uint8Array): unknown;
}

export interface DriverRoute {
  readonly handler: WebHandler;
  /** The part of the request's path where the routes begin: `/khqr/`. */
  readonly marker: string;
  /** Where the routes are for clients; without it as the request came. */
  readonly publicUrl?: string | undefined;
  /** The same without a host, which is then as the request came. */
  readonly publicPath?: string | undefined;
  /** What is known of a body that the driver could not read. @default the driver's */
  readonly body?: WebBody | undefined;
}

const MOST_BODY_BYTES = 8192;

/** Runs a framework-free handler on a driver of Nest. */
export async function serve(
  route: DriverRoute,
  request: DriverRequest,
  reply: DriverReply,
): Promise<void> {
  answer(await route.handler(webRequest(request, route)), reply);
}

/** Sends an answer. Nothing of the request is looked at. */
export function answer(response: WebResponse | null, reply: DriverReply): void {
  if (!response) {
    reply.status(500).send('');
    return;
  }
  const { status, headers, body } = response;
  reply.status(status);
  for (const name in headers) reply.header(name, headers[name] ?? '');
  const bytes = Buffer.from(body);
  if (reply.end) {
    // Express's `send` answers 304 where a client says If-None-Match: the body would be lost, and it may be told once only.
    reply.header('content-length', String(bytes.length)).end?.(bytes);
  } else reply.send(typeof body === 'string' ? body : bytes);
}

function webRequest(request: DriverRequest, route: DriverRoute): WebRequest {
  const { method, originalUrl, url, params, headers } = request;
  const target = originalUrl ?? url;
  const at = target.indexOf('?');
  return {
    method,
    params: (params ?? {}) as WebRequest['params'],
    query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
    // Of the names that repeat, Node makes a list of set-cookie alone.
    headers: headers as WebRequest['headers'],
    body: route.body ?? bodyOf(request),
    get baseUrl() {
      return route.publicUrl ?? baseUrl(request, at < 0 ? target : target.slice(0, at), route);
    },
  };
}

function bodyOf({ headers, body }: DriverRequest): WebBody {
  if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) return { kind: 'too-large' };
  if (body === undefined || body === null || body === '') return { kind: 'none' };
  // The driver has left it as it came: the client did not say that it is JSON.
  if (typeof body === 'string' || body instanceof Uint8Array) return { kind: 'malformed' };
  // It came in chunks, and nobody said how many.
  if (headers['content-length'] === undefined) {
    const length = lengthOf(body);
    if (length === undefined) return { kind: 'malformed' };
    if (length > MOST_BODY_BYTES) return { kind: 'too-large' };
  }
  return { kind: 'json', value: body };
}

/** Undefined for what is nested so deeply that it can be read, but not be written again. */
function lengthOf(body: unknown): number | undefined {
  try {
    return JSON.stringify(body).length;
  } catch {
    return undefined;
  }
}

/** `protocol` and `host` are as the driver's own proxy settings make them out. */
function baseUrl(
  request: DriverRequest,
  path: string,
  { marker, publicPath }: DriverRoute,
): string {
  const { protocol, host, headers } = request;
  const told = host ?? headers['host'];
  const origin = typeof told === 'string' && isHost(told) ? `${protocol}://${told}` : '';
  if (publicPath !== undefined) return origin + publicPath;
  // Express does not mind case.
  return origin + path.slice(0, Math.max(0, path.toLowerCase().lastIndexOf(marker)));
}
