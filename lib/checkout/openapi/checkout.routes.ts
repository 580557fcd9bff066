import { CheckoutRefusal } from '../checkout.refusal.js';
import type { RefusalKind } from '../customer.messages.js';
import {
  EXAMPLE_ID,
  KhqrPaymentRequest,
  KhqrPaymentView,
  KhqrRefusal,
} from './checkout.schemas.js';
import type { RouteDescription } from './openapi.decorators.js';

type Responses = RouteDescription['responses'];

const WHY: Partial<Record<RefusalKind, string>> = {
  request: 'Something in the request is wrong; `field` names it.',
  amount: 'The body is wrong, or names an amount or a currency.',
  'not-found': 'Unknown, malformed, or not this caller’s: all alike.',
  'already-paid': 'The order is paid; `payment` is what paid it.',
  conflict: 'Another payment of the order is being made.',
  'too-many': 'This client asks too often.',
  'no-picture': 'PNGs of cards and stands cannot be made here.',
  unavailable: 'The provider or this process has no room at the moment.',
};
const AFTER = {
  'Retry-After': { description: 'Whole seconds.', schema: { type: 'integer', example: 30 } },
};

/** Error answers, with an example of each. */
function refusals(...kinds: readonly RefusalKind[]): Responses {
  const entries = kinds.map((kind) => {
    const refusal = new CheckoutRefusal(kind);
    const later = kind === 'unavailable' || kind === 'too-many';
    const example = refusal.getResponse();
    const description = WHY[kind] ?? '';
    return [
      refusal.getStatus(),
      { description, type: KhqrRefusal, example, ...(later && { headers: AFTER }) },
    ] as const;
  });
  return Object.fromEntries(entries);
}

const answer = (description: string) => ({ description, type: KhqrPaymentView });
const file = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: { type: 'string', ...(type === 'image/png' && BINARY) } } },
});
const BINARY = { format: 'binary' };

const ID = { in: 'path', name: 'id', required: true, example: EXAMPLE_ID } as const;
const id = { ...ID, schema: { type: 'string' } };

export const CREATE: RouteDescription = {
  summary: 'The payment of an order: the open one, or a new one',
  parameters: [{ in: 'body', type: KhqrPaymentRequest, required: true }],
  responses: {
    200: answer('It was open already.'),
    201: answer('It was made.'),
    ...refusals('amount', 'not-found', 'already-paid', 'unavailable'),
  },
};

export const SHOW: RouteDescription = {
  summary: 'A payment as it stands; the provider is not asked',
  parameters: [id],
  responses: { 200: answer('The payment.'), ...refusals('not-found') },
};

export const EVENTS: RouteDescription = {
  summary: 'A payment as it stands, and every change until it is settled, as server-sent events',
  parameters: [id],
  responses: {
    200: file('text/event-stream', 'Events named `payment`, each with a KhqrPaymentView as data.'),
    204: { description: 'The reader has seen the end.' },
    ...refusals('not-found', 'unavailable'),
  },
};

export const CHECK: RouteDescription = {
  summary: '“I have paid”: asks the provider, within limits',
  parameters: [id],
  responses: {
    200: answer('The payment after that.'),
    ...refusals('not-found', 'too-many', 'unavailable'),
  },
};

export const RENEW: RouteDescription = {
  summary: 'A new code for the same order, after the last has ended',
  parameters: [id],
  responses: {
    200: answer('One was open already.'),
    201: answer('It was made.'),
    ...refusals('not-found', 'conflict', 'unavailable'),
  },
};

export const DEEPLINK: RouteDescription = {
  summary: 'On into the payer’s banking app',
  parameters: [id],
  responses: {
    302: { description: 'To a link of the bank’s.' },
    ...refusals('not-found', 'too-many', 'unavailable'),
  },
};

/** Pictures: of the code, the card or the stand. */
export function picture(what: 'code' | 'card' | 'stand', format: 'svg' | 'png'): RouteDescription {
  const type = format === 'svg' ? 'image/svg+xml' : 'image/png';
  const minimum = what === 'code' ? 64 : 160;
  const size = { in: 'query', name: 'size', required: false } as const;
  return {
    summary: `The ${what} as ${format.toUpperCase()}`,
    parameters: [
      id,
      { ...size, description: 'Pixels.', schema: { type: 'integer', minimum, maximum: 1024 } },
    ],
    responses: {
      200: file(type, 'The picture.'),
      ...refusals('request', 'not-found', ...(format === 'png' ? PIXELS : [])),
    },
  };
}
const PIXELS: readonly RefusalKind[] = ['no-picture', 'unavailable'];

export const PAGE: RouteDescription = {
  summary: 'The hosted page',
  parameters: [id],
  responses: {
    200: file('text/html', 'The page of the payment.'),
    404: file('text/html', 'A page that says that there is no payment.'),
  },
};

export const ASSET: RouteDescription = {
  summary: 'A file of the hosted page',
  parameters: [{ in: 'path', name: 'name', required: true, schema: { type: 'string' } }],
  responses: {
    200: { description: 'The file; its name changes with its content.' },
    ...refusals('not-found'),
  },
};

export const PLAY: RouteDescription = {
  summary: 'In the sandbox, where the shop has asked for it: pays',
  parameters: [id],
  responses: { 303: { description: 'To the page.' }, ...refusals('not-found') },
};
