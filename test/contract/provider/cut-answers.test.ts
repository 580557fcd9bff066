import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KhqrProvider } from '../../../lib/providers/khqr-provider.port.js';
import { listenTcp, type Loopback } from './support/loopback.js';
import { providerOf } from './support/providers.js';
import {
  recordedCheck,
  recordings,
  SERVER_DATE,
  type ProviderName,
  type Recording,
} from './support/recordings.js';

const PAID: readonly [ProviderName, string][] = [
  ['apikhqr', "PAID, the documents' own example"],
  ['bakong-online', "the bank's own words, passed on"],
];

/** How a body's end is known: each way has its own way of being cut. */
const FRAMINGS = {
  'by its length': (body: string) => [`Content-Length: ${String(body.length)}`, body],
  'in chunks': (body: string) => [
    'Transfer-Encoding: chunked',
    `${(20).toString(16)}\r\n${body.slice(0, 20)}\r\n${(body.length - 20).toString(16)}\r\n${body.slice(20)}\r\n0\r\n\r\n`,
  ],
  'by the end of the connection': (body: string) => ['Connection: close', body],
} as const;

function find(name: ProviderName, title: string): Recording {
  const found = recordings(name, 'check').find((recording) => recording.name === title);
  if (!found) throw new Error(`No recording named ${title}.`);
  return found;
}

describe.each(PAID)('a PAID answer of %s, cut at every byte', (name, title) => {
  const recording = find(name, title);
  const asked = recordedCheck(name, recording);
  const body = JSON.stringify(recording.answer.json);
  let reply = '';
  let server: Loopback;
  let provider: KhqrProvider;

  beforeAll(async () => {
    server = await listenTcp((_, socket) => socket.end(reply, 'latin1'));
    provider = providerOf(name, server.origin);
  });

  afterAll(async () => {
    await provider.close?.();
    await server.close();
  });

  it.each(Object.keys(FRAMINGS) as (keyof typeof FRAMINGS)[])(
    'is in doubt unless whole, its end told %s',
    async (framing) => {
      const [header = '', framed = ''] = FRAMINGS[framing](body);
      const whole = `HTTP/1.1 200 OK\r\nDate: ${SERVER_DATE}\r\n${header}\r\n\r\n${framed}`;
      // Chunks have an end of their own; the JSON is whole before it, the answer is not.
      for (let length = 0; length < whole.length; length += 1) {
        reply = whole.slice(0, length);
        const answer = await provider.checkPayment(asked);
        expect({ length, answer }).toMatchObject({
          length,
          answer: { outcome: 'unknown', failure: { kind: 'in-doubt' } },
        });
      }
      reply = whole;
      expect(await provider.checkPayment(asked)).toEqual(recording.expected);
    },
    60_000,
  );
});
