import { PAYMENT_STATUSES } from '../../index.js';
import type { RefusalBody } from '../checkout.refusal.js';
import type { PaymentUrls, PaymentView } from '../payment-view.js';
import { ApiSchemaOf, type SchemaProperty } from './openapi.decorators.js';

export const EXAMPLE_ID = 'k3Vd8sQ0TnS5cZ1yWm7RaA';
const SELF = `/khqr/payments/${EXAMPLE_ID}`;

const time = (example: string, description?: string): SchemaProperty => ({
  type: 'string',
  format: 'date-time',
  example,
  ...(description !== undefined && { description }),
});
const path = (example: string, description?: string): SchemaProperty => ({
  type: 'string',
  example,
  ...(description !== undefined && { description }),
});

/** Named as the document shows it. */
@ApiSchemaOf<{ reference: string }>({
  reference: {
    type: 'string',
    maxLength: 128,
    description: 'The shop’s order number. What it costs is the shop’s to say.',
    example: 'order-1042',
  },
})
export class KhqrPaymentRequest {}

@ApiSchemaOf<PaymentUrls>({
  self: path(SELF),
  events: path(`${SELF}/events`, 'Server-sent events named `payment`.'),
  qrSvg: path(`${SELF}/qr.svg`),
  qrPng: path(`${SELF}/qr.png`),
  cardSvg: path(`${SELF}/card.svg`),
  cardPng: path(`${SELF}/card.png`),
  standSvg: path(`${SELF}/stand.svg`),
  standPng: path(`${SELF}/stand.png`),
  page: path(`/khqr/pay/${EXAMPLE_ID}`, 'The hosted page.'),
  check: path(`${SELF}/check`, 'POST: “I have paid”.'),
  renew: path(`${SELF}/renew`, 'POST: a new code after this one has ended.'),
  deeplink: {
    ...path(`${SELF}/deeplink`, 'A redirect into the payer’s banking app, where there is one.'),
    required: false,
  },
})
class KhqrPaymentUrls {}

@ApiSchemaOf<PaymentView>({
  id: { type: 'string', example: EXAMPLE_ID },
  amount: { type: 'string', description: 'Decimal text.', example: '5.00' },
  currency: { type: 'string', enum: ['USD', 'KHR'], example: 'USD' },
  status: { type: 'string', enum: PAYMENT_STATUSES, example: 'PENDING' },
  qrString: {
    type: 'string',
    nullable: true,
    description: 'The KHQR text to draw; null while there is none.',
    example: '00020101021229…6304A13A',
  },
  expiresAt: time('2026-11-25T10:33:00.000Z'),
  serverTime: time('2026-11-25T10:28:00.000Z', 'Count down by this clock, not by the device’s.'),
  settled: { type: 'boolean', description: 'Nothing more is expected.', example: false },
  late: {
    type: 'boolean',
    description: 'True: paid after its end. Absent otherwise.',
    required: false,
    example: true,
  },
  paidAt: { ...time('2026-11-25T10:29:12.000Z', 'Absent until it is paid.'), required: false },
  urls: { type: KhqrPaymentUrls },
})
export class KhqrPaymentView {}

@ApiSchemaOf<RefusalBody>({
  statusCode: { type: 'integer', example: 404 },
  code: { type: 'string', description: 'For programs.', example: 'KHQR_NOT_FOUND' },
  message: {
    type: 'string',
    description: 'For customers, in English or Khmer, as `Accept-Language` prefers.',
    example: 'This payment or order was not found.',
  },
  field: {
    type: 'string',
    description: 'The field of the request that is wrong.',
    required: false,
    example: 'reference',
  },
  payment: {
    type: KhqrPaymentView,
    description: 'With `KHQR_ALREADY_PAID`: the paid payment.',
    required: false,
  },
})
export class KhqrRefusal {}
