import type { KhqrClock } from '../../clock/khqr-clock.js';
import { nextPhnomPenhMidnight } from '../../clock/phnom-penh.js';
import { failureOfStatus, inDoubt, notSent } from '../http/failures.js';
import type { HttpAnswer } from '../http/http-answer.js';
import type { HttpOutcome } from '../http/http-call.js';
import { DEADLINE_MS, type HttpClient } from '../http/http-client.js';
import { excerpt } from '../http/redact.js';
import { isUnusable } from '../http/wire-record.js';
import type { ProviderFailure } from '../provider-failure.js';
import type { BakongToken, Renewal } from './bakong.token.js';
import { parseEnvelope, readData, type EnvelopeWire } from './bakong.wire.js';
import { refusalOf } from './error-codes.js';

/** An answer in the API's own words, about the call and no more about token, quota or country. */
export interface BakongReply {
  readonly wire: EnvelopeWire;
  readonly status: number;
  readonly serverTime: number | undefined;
}

export type BakongOutcome = BakongReply | { readonly failure: ProviderFailure };

/** The longest token that is believed; the bank's have about 200 characters. */
const TOKEN_LENGTH = 4096;
/** A request has to end within 10 s and may need them all: where the token took longer than this it is not sent. */
const TOKEN_WAIT_MS = 1000;
const JSON_BODY = ['Content-Type', 'application/json'] as const;

/** Calls the API: one request, its token on it, and what is the same for all calls sorted out. */
export class BakongApi {
  readonly #http: HttpClient;
  readonly #clock: KhqrClock;

  constructor(http: HttpClient, clock: KhqrClock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** Never rejects. */
  async ask(path: string, body: unknown, token: BakongToken): Promise<BakongOutcome> {
    const label = `POST ${path}`;
    const asked = this.#clock.monotonic();
    let secret: string | undefined;
    try {
      secret = await token.current();
    } catch {
      return { failure: notSent(label, 'there is no token: the apiKey function failed') };
    }
    if (secret === undefined) {
      const message = `${label} was not sent: the Bakong token has ended. ${token.describe()}`;
      return { failure: { kind: 'lane', reason: 'stopped', message } };
    }
    const began = this.#clock.monotonic();
    if (began - asked > TOKEN_WAIT_MS) {
      return {
        failure: notSent(label, 'getting the token took too long; the next request has it'),
      };
    }
    const reply = await this.#send(path, body, secret);
    if ('failure' in reply) return reply;
    const read = readAnswer(label, reply.answer, this.#clock.now(), secret);
    if (read !== 'unauthorized') return read;
    const waitMs = Math.max(0, DEADLINE_MS - (this.#clock.monotonic() - began));
    if (await token.refused(secret, waitMs)) {
      const why = 'the Bakong token was refused; the next request carries a new one';
      return { failure: notSent(label, why) };
    }
    const { status } = reply.answer;
    const said = reply.answer.excerpt();
    const message = `${label}: the National Bank refuses the Bakong token (${status}${said && `, "${said}"`}). ${token.describe()}`;
    // As the bank means it, whatever the status was: 403 alone is geo-blocked.
    return { failure: { kind: 'lane', reason: 'stopped', message, status: 401 } };
  }

  /** Asks for a new token; the old one is not needed for it. Never rejects, and nothing of a body that may hold a token is repeated. */
  async renew(email: string): Promise<Renewal> {
    const reply = await this.#send('/v1/renew_token', { email }, undefined);
    if ('failure' in reply) return { problem: reply.failure.message };
    const { answer } = reply;
    const body = answer.json();
    const wire = isUnusable(body) ? body : parseEnvelope(body.json);
    if (isUnusable(wire)) return { problem: `the answer (${answer.status}) cannot be read.` };
    const token = readData(wire.data, 'token', TOKEN_LENGTH);
    if (wire.responseCode === 0 && token !== undefined) return { token };
    const said = excerpt(wire.message, undefined).replaceAll(email, '[email]');
    return { problem: `the bank answered "${said}" (errorCode ${wire.errorCode ?? 'none'}).` };
  }

  #send(path: string, body: unknown, secret: string | undefined): Promise<HttpOutcome> {
    const authorization = secret === undefined ? [] : ['Authorization', `Bearer ${secret}`];
    return this.#http.send({
      method: 'POST',
      label: `POST ${path}`,
      path,
      headers: [...JSON_BODY, ...authorization],
      body: JSON.stringify(body),
      secret,
    });
  }
}

function readAnswer(
  label: string,
  answer: HttpAnswer,
  now: number,
  secret: string,
): BakongOutcome | 'unauthorized' {
  const { status, serverTime } = answer;
  const body = answer.json();
  const wire = isUnusable(body) ? body : parseEnvelope(body.json);
  // By its code whatever the status: the quota comes with 200, a bad token with 200 or 401.
  const refusal = isUnusable(wire) || wire.responseCode === 0 ? undefined : refusalOf(wire);
  if (refusal === 'quota') {
    const message = `${label}: the token's requests of today are used up ("${answer.excerpt()}"); the next come at midnight in Phnom Penh.`;
    const retryAfterMs = nextPhnomPenhMidnight(now) - now;
    return { failure: { kind: 'lane', reason: 'quota', message, status, retryAfterMs } };
  }
  if (status === 401 || refusal === 'unauthorized') return 'unauthorized';
  if (status === 403) return { failure: geoBlocked(label, answer) };
  // A 404 is read like a 200 where it is the API's own: services before it have pages of theirs.
  if (status !== 200 && status !== 201 && !(status === 404 && !isUnusable(wire))) {
    return { failure: failureOfStatus(label, answer) };
  }
  if (isUnusable(wire)) return { failure: inDoubt(label, wire.unusable, status) };
  // It ends in logs and errors.
  return { wire: { ...wire, message: excerpt(wire.message, secret) }, status, serverTime };
}

/** Without a token the API answers 401 to those whom it serves; 403 is its answer to addresses abroad. */
function geoBlocked(label: string, answer: HttpAnswer): ProviderFailure {
  const said = answer.excerpt();
  const message = `${label}: geo-blocked (403${said && `, "${said}"`}). The Bakong Open API answers addresses in Cambodia only: run there, or set \`proxyUrl\` to a proxy there.`;
  return { kind: 'lane', reason: 'stopped', message, status: 403 };
}
