import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { KhqrProvider } from '../../../lib/providers/khqr-provider.port.js';
import { listen, type Loopback } from './support/loopback.js';
import { providerOf } from './support/providers.js';
import {
  play,
  recordedCheck,
  recordedCreate,
  recordings,
  type ProviderName,
  type RecordedAnswer,
  type Recording,
} from './support/recordings.js';

type Path = readonly (string | number)[];

/** Every place in a JSON value, the whole included. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]));
  return [path, ...inner];
}

function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return to;
  const copy: Record<string, unknown> = { ...value };
  if (to === undefined && rest.length === 0) Reflect.deleteProperty(copy, key);
  else copy[String(key)] = changed(copy[String(key)], rest, to);
  return copy;
}

/** Something else in a field's place: nothing, another type, another text, a value that is nearly right. */
const other = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    0,
    -1,
    1e21,
    '',
    ' ',
    '0',
    [],
    {},
    'PAID',
    'success',
  ),
  fc.jsonValue(),
  fc.string(),
);

const CASES: readonly [ProviderName, string][] = [
  ['apikhqr', "PAID, the documents' own example"],
  ['apikhqr', 'WAITING'],
  ['apikhqr', 'EXPIRED'],
  ['apikhqr', '409: claimed'],
  ['bakong-online', "the bank's own words, passed on"],
  ['bakong-online', "not paid yet, the documents' own example"],
  ['bakong-online', 'in an apiResult envelope'],
];

// Two hundred requests a test, on a machine that may be busy.
jest.setTimeout(30_000);

describe('answers with one field changed', () => {
  let answer: RecordedAnswer = { status: 200 };
  let server: Loopback;
  const providers = new Map<ProviderName, KhqrProvider>();

  beforeAll(async () => {
    server = await listen((_, response) => play(answer, response));
    for (const name of ['apikhqr', 'bakong-online'] as const) {
      providers.set(name, providerOf(name, server.origin));
    }
  });

  afterAll(async () => {
    for (const provider of providers.values()) await provider.close?.();
    await server.close();
  });

  function providerNamed(name: ProviderName): KhqrProvider {
    const provider = providers.get(name);
    if (!provider) throw new Error(`No provider ${name}.`);
    return provider;
  }

  function find(name: ProviderName, file: string, title: string): Recording {
    const found = recordings(name, file).find((recording) => recording.name === title);
    if (!found) throw new Error(`No recording named ${title}.`);
    return found;
  }

  it.each(CASES)('%s, %s: never another outcome, and never a throw', async (name, title) => {
    const recording = find(name, 'check', title);
    const provider = providerNamed(name);
    const places = placesOf(recording.answer.json);
    const good = recording.expected.outcome;
    // "Failed" and "not found" of a transfer that was told as paid are unpaid by the provider's own word.
    const words = new Set([good, 'unknown', ...(name === 'bakong-online' ? ['pending'] : [])]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), other, async (place, value) => {
        answer = { ...recording.answer, json: changed(recording.answer.json, place, value) };
        const told = await provider.checkPayment(recordedCheck(name, recording));
        const becamePaid = value === 'PAID' && place.at(-1) === 'status';
        expect(words.has(told.outcome) || (becamePaid && told.outcome === 'paid')).toBe(true);
        // It was sent: nobody may take it for an unsent one.
        if (told.outcome === 'unknown') expect(told.failure.kind).not.toBe('not-sent');
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it.each([
    ['apikhqr', "the documents' own example, with a code that is one"],
    ['bakong-online', 'qrdata: the text is verified'],
  ] as const)('%s, %s: a code is only ever shown with its own md5', async (name, title) => {
    const recording = find(name, 'create', title);
    const provider = providerNamed(name);
    const { expected } = recording;
    if (expected.outcome !== 'created') throw new Error('Not a created code.');
    const places = placesOf(recording.answer.json);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), other, async (place, value) => {
        answer = { ...recording.answer, json: changed(recording.answer.json, place, value) };
        const made = await provider.createPayment(recordedCreate(name, recording));
        if (made.outcome === 'failed') return;
        expect(made.md5).toBe(expected.md5);
        expect([expected.qrString, undefined]).toContain(made.qrString);
        expect(made.verified).toBe(made.qrString !== undefined);
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });
});
