import type { ServerResponse } from 'node:http';

/** What Express and Fastify have in common. */
export interface HttpReply {
  status(code: number): this;
  header(name: string, value: string): this;
  send(body?: unknown): unknown;
}

/** Fastify's reply, which hides Node's response. */
interface HijackedReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
}

/** Takes Node's own response from the driver, with the headers that were set on it so far (CORS, for example). */
export function takeResponse(reply: HttpReply): ServerResponse {
  if (!isFastify(reply)) return reply as unknown as ServerResponse;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  return reply.raw;
}

function isFastify(reply: HttpReply): reply is HttpReply & HijackedReply {
  return 'hijack' in reply && 'raw' in reply;
}
