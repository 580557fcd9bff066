import type { IncomingMessage } from 'node:http';
import type { WebBody } from './web-exchange.js';

/** Reads a request's body, at most so many bytes of it. Rejects where the connection ends before the body. */
export async function readBody(incoming: IncomingMessage, mostBytes: number): Promise<WebBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The socket must outlive a body that is too large: it still carries the answer.
  const stream: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      incoming.resume();
      return { kind: 'too-large' };
    }
    chunks.push(chunk);
  }
  if (bytes === 0) return { kind: 'none' };
  const text = decodeUtf8(Buffer.concat(chunks));
  if (text === undefined) return { kind: 'malformed' };
  // What PHP and Python send where nobody tells them otherwise.
  if (/^application\/x-www-form-urlencoded\b/i.test(incoming.headers['content-type'] ?? '')) {
    return { kind: 'json', value: Object.fromEntries(new URLSearchParams(text)) };
  }
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'malformed' };
  }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
