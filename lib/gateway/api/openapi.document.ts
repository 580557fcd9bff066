const CODE = {
  bill_number: { type: 'string' },
  md5: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  amount: { type: 'number' },
  currency: { enum: ['USD', 'KHR'] },
  expires_at: { type: 'string', format: 'date-time' },
} as const;
const CODE_FIELDS = Object.keys(CODE);
const SUCCESS = { success: { const: true } } as const;

const GENERATE = {
  type: 'object',
  required: ['amount', 'currency'],
  additionalProperties: false,
  properties: {
    amount: { type: 'number', exclusiveMinimum: 0, examples: [5] },
    currency: { enum: ['USD', 'KHR'] },
    note: { type: ['string', 'null'], maxLength: 200 },
    expiry_minutes: { type: ['number', 'null'], exclusiveMinimum: 0, maximum: 1440 },
  },
} as const;

const GENERATED = {
  type: 'object',
  required: ['success', ...CODE_FIELDS, 'qr_string', 'qr_image_url'],
  properties: {
    ...SUCCESS,
    ...CODE,
    qr_string: { type: ['string', 'null'] },
    qr_image_url: { type: ['string', 'null'], format: 'uri' },
  },
} as const;

const STATUS = {
  type: 'object',
  required: ['success', 'status', ...CODE_FIELDS, 'paid_at'],
  properties: {
    ...SUCCESS,
    status: { enum: ['WAITING', 'PAID', 'EXPIRED'] },
    ...CODE,
    paid_at: { type: ['string', 'null'], format: 'date-time' },
  },
} as const;

const ERROR = {
  type: 'object',
  required: ['success', 'code', 'error'],
  properties: {
    success: { const: false },
    code: { type: 'string', description: 'For programs.' },
    error: { type: 'string', description: 'For people.' },
  },
} as const;

const MEANINGS = {
  400: 'Invalid parameters',
  401: 'Missing or invalid API key',
  404: 'Transaction not found',
  409: 'Payment already claimed, or the Idempotency-Key came with another request',
  422: 'Merchant not configured',
  429: 'Rate limit; ask again after Retry-After seconds',
  500: 'Server error',
} as const;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: ref(schema) } },
});

function errors(...statuses: readonly (keyof typeof MEANINGS)[]) {
  return Object.fromEntries(statuses.map((status) => [status, json(MEANINGS[status], 'Error')]));
}

const MD5 = { name: 'md5', required: true, schema: CODE.md5 } as const;

/** The OpenAPI 3.1 description of the gateway's routes. `serverUrl` is where they are: `https://pay.example/api/v1`. */
export function gatewayOpenApi(serverUrl: string): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: { title: 'APIKHQR REST API', version: 'v1' },
    servers: [{ url: serverUrl }],
    paths: {
      '/khqr/generate': {
        post: {
          operationId: 'generate',
          summary: 'Make a KHQR code for an amount',
          security: [{ apiKey: [] }],
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              description: 'The same key and body again answer the same payment.',
              schema: { type: 'string', maxLength: 255 },
            },
          ],
          requestBody: { required: true, ...json('', 'GenerateRequest') },
          responses: {
            201: json('The code', 'GenerateResponse'),
            ...errors(400, 401, 409, 422, 429, 500),
          },
        },
      },
      '/khqr/status': {
        get: {
          operationId: 'status',
          summary: 'Whether a code has been paid',
          security: [{ apiKey: [] }],
          parameters: [{ in: 'query', ...MD5 }],
          responses: {
            200: json('The status', 'StatusResponse'),
            ...errors(400, 401, 404, 409, 429, 500),
          },
        },
      },
      '/qr/{md5}': {
        get: {
          operationId: 'picture',
          summary: 'The code as a PNG of 300 × 300 pixels, for <img src>',
          parameters: [{ in: 'path', ...MD5 }],
          responses: {
            200: { description: 'The picture', content: { 'image/png': {} } },
            ...errors(404, 500),
          },
        },
      },
    },
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      schemas: {
        GenerateRequest: GENERATE,
        GenerateResponse: GENERATED,
        StatusResponse: STATUS,
        Error: ERROR,
      },
    },
  };
}
