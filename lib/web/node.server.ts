import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { isHost } from './host.js';
import { jsonResponse } from './json.response.js';
import { readBody } from './request.body.js';
import { RouteTable, type WebMount } from './route.table.js';
import type { WebRequest, WebResponse } from './web-exchange.js';

export interface NodeServerOptions {
  readonly mounts: readonly WebMount[];
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** A handler has thrown; the client is told of an error and no more. */
  readonly failed: (error: unknown) => void;
}

export interface NodeServer {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** Takes no further request and waits for those under way, at most 5 seconds. */
  close(): Promise<void>;
}

/** As the APIs' documents have it; nothing that they are sent is near it. */
const MOST_BODY_BYTES = 8192;
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
const CLOSE_MS = 5_000;

/** Serves routes with `node:http` alone. @throws KhqrConfigurationError where the address cannot be listened on */
export async function startNodeServer(options: NodeServerOptions): Promise<NodeServer> {
  const { mounts, host, port, failed } = options;
  const table = new RouteTable(mounts);
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS };
  const server = createServer(limits, (incoming, outgoing) => {
    const served = serve(table, incoming).catch((error: unknown) => {
      if (!incoming.readableAborted) failed(error);
      return jsonResponse(500, { error: 'Server error' });
    });
    void served.then((response) => {
      // Whoever closes waits for connections, which a client would keep for its next request.
      if (!server.listening) outgoing.setHeader('connection', 'close');
      send(outgoing, response, incoming.method === 'HEAD');
    });
  });
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://${urlHost(host)}:${bound}`, close: () => close(server) };
}

async function serve(table: RouteTable, incoming: IncomingMessage): Promise<WebResponse | null> {
  const { method = 'GET', url = '/', headers } = incoming;
  const [path = '', query = ''] = split(url);
  const match = table.find(method, path);
  if (match.found === 'nothing') return jsonResponse(404, { error: 'Not found' });
  if (match.found === 'methods') {
    const allow = { allow: match.allow.join(', ') };
    if (method === 'OPTIONS') return { status: 204, headers: allow, body: '' };
    return jsonResponse(405, { error: 'Method not allowed' }, allow);
  }
  const request: WebRequest = {
    method,
    params: match.params,
    query: new URLSearchParams(query),
    headers: firstValues(headers),
    body: await readBody(incoming, MOST_BODY_BYTES),
    baseUrl: originOf(incoming) + match.prefix,
  };
  return match.handler(request);
}

function split(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function firstValues(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** What the client called this server, so that it can follow the URLs in answers; where it did not say, the address that it has reached. */
function originOf({ headers, socket }: IncomingMessage): string {
  const { host = '' } = headers;
  if (isHost(host)) return `http://${host}`;
  return `http://${urlHost(socket.localAddress ?? '127.0.0.1')}:${socket.localPort ?? 0}`;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function send(outgoing: ServerResponse, response: WebResponse | null, isHead: boolean): void {
  if (!response) {
    outgoing.destroy();
    return;
  }
  const { status, headers, body } = response;
  // A body that was not read to its end stands in the way of the next request.
  if (!outgoing.req.complete) outgoing.setHeader('connection', 'close');
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  outgoing.writeHead(status, { ...headers, ...length });
  outgoing.end(isHead ? undefined : body);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(refusal(cause, host, port));
    });
    server.listen(port, host, resolve);
  });
}

function refusal(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const at = `${urlHost(host)}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new KhqrConfigurationError(
        `The address ${at} is taken: something else listens there.`,
        ['Choose another port, or end the other program.'],
        { cause },
      );
    case 'EACCES':
      return new KhqrConfigurationError(
        `The address ${at} needs rights that this user has not.`,
        ['Choose a port above 1023.'],
        { cause },
      );
    default:
      return new KhqrConfigurationError(
        `The address ${at} cannot be listened on (${cause.code ?? cause.message}).`,
        ['Choose an address of this machine, such as 127.0.0.1.'],
        { cause },
      );
  }
}

async function close(server: Server): Promise<void> {
  const limit = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
  clearTimeout(limit);
}
