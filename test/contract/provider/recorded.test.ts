import { afterEach, describe, expect, it } from '@jest/globals';
import type { CheckAnswer, CreateAnswer } from '../../../lib/providers/khqr-provider.port.js';
import { listen, type Loopback } from './support/loopback.js';
import { CANARY_KEY, everythingOf, providerOf } from './support/providers.js';
import {
  play,
  recordedCheck,
  recordedCreate,
  recordings,
  type ProviderName,
  type Recording,
} from './support/recordings.js';

const BOOKS: readonly [ProviderName, readonly Recording[]][] = [
  ['apikhqr', recordings('apikhqr', 'create', 'check', 'errors')],
  ['bakong-online', recordings('bakong-online', 'create', 'check')],
];

let server: Loopback | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function replay(name: ProviderName, recording: Recording) {
  server = await listen((_, response) => play(recording.answer, response));
  const provider = providerOf(name, server.origin, recording.options);
  try {
    await provider.start?.();
    const answer: CreateAnswer | CheckAnswer =
      recording.call === 'create'
        ? await provider.createPayment(recordedCreate(name, recording))
        : await provider.checkPayment(recordedCheck(name, recording));
    return { answer, requests: server.requests };
  } finally {
    await provider.close?.();
  }
}

describe.each(BOOKS)('%s, word for word', (name, book) => {
  it.each(book.map((recording) => [`${recording.call}: ${recording.name}`, recording] as const))(
    '%s',
    async (_, recording) => {
      const { answer, requests } = await replay(name, recording);

      if ('failure' in answer) expect(answer).toMatchObject(recording.expected);
      else expect(answer).toEqual(recording.expected);
      if (recording.says !== undefined) expect(everythingOf(answer)).toContain(recording.says);
      expect(everythingOf(answer)).not.toContain(CANARY_KEY);

      // A code without its text is looked for in its picture, which is another request.
      const [first, ...others] = requests;
      expect(first).toBeDefined();
      expect(others.map(({ path }) => path.split('/', 3).join('/'))).toEqual(
        others.map(() => '/khqr/qr'),
      );
      if (recording.request) {
        const { headers, ...exactly } = recording.request;
        expect(first).toMatchObject({ body: '', ...exactly });
        expect(first?.headers).toMatchObject({
          ...headers,
          accept: 'application/json',
          'accept-encoding': 'identity',
        });
        expect(requests[0]?.headers['user-agent']).toMatch(/^nestjs-khqr\/\d+\.\d+\.\d+/);
      }
    },
  );
});
