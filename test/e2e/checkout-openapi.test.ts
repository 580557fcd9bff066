import { describe, expect, it } from '@jest/globals';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { DRIVERS, openCheckout } from '../support/checkout.js';

describe.each(DRIVERS)('the OpenAPI document of the checkout, on %s', (driver) => {
  it('names what is asked and answered, with examples, and every error', async () => {
    const { app } = await openCheckout(driver);
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const { paths, components } = document;
    expect(Object.keys(paths)).toEqual([
      '/khqr/payments',
      '/khqr/payments/{id}',
      '/khqr/payments/{id}/events',
      '/khqr/payments/{id}/check',
      '/khqr/payments/{id}/renew',
      '/khqr/payments/{id}/deeplink',
      ...['qr', 'card', 'stand'].flatMap((what) =>
        ['svg', 'png'].map((format) => `/khqr/payments/{id}/${what}.${format}`),
      ),
      '/khqr/pay/{id}',
      '/khqr/page-assets/{name}',
      '/khqr/pay/{id}/sandbox',
    ]);
    const json = (name: string) => ({
      'application/json': expect.objectContaining({
        schema: { $ref: `#/components/schemas/${name}` },
      }),
    });
    const create = paths['/khqr/payments']?.post;
    expect(create?.requestBody).toMatchObject({ content: json('KhqrPaymentRequest') });
    expect(create?.responses).toMatchObject({
      200: { content: json('KhqrPaymentView') },
      201: { content: json('KhqrPaymentView') },
      400: { content: json('KhqrRefusal') },
      404: { content: { 'application/json': { example: { code: 'KHQR_NOT_FOUND' } } } },
      409: { content: { 'application/json': { example: { code: 'KHQR_ALREADY_PAID' } } } },
      503: { headers: { 'Retry-After': { schema: { type: 'integer' } } } },
    });
    const events = paths['/khqr/payments/{id}/events']?.get;
    expect(events?.responses['200']).toMatchObject({ content: { 'text/event-stream': {} } });
    const card = paths['/khqr/payments/{id}/card.png']?.get;
    expect(card?.parameters).toMatchObject([
      { in: 'path', name: 'id', required: true },
      { in: 'query', name: 'size', required: false, schema: { minimum: 160, maximum: 1024 } },
    ]);
    const schemas = components?.schemas;
    expect(Object.keys(schemas ?? {}).sort()).toEqual([
      'KhqrPaymentRequest',
      'KhqrPaymentUrls',
      'KhqrPaymentView',
      'KhqrRefusal',
    ]);
    expect(schemas?.KhqrPaymentView).toMatchObject({
      properties: {
        amount: { type: 'string', example: '5.00' },
        status: { enum: expect.arrayContaining(['PENDING', 'PAID', 'REVIEW']) },
        urls: { $ref: '#/components/schemas/KhqrPaymentUrls' },
      },
      required: expect.not.arrayContaining(['paidAt', 'late']),
    });
    await app.close();
  });

  it('describes what is answered: nothing is answered that it does not name', async () => {
    const { app, order, request } = await openCheckout(driver);
    const { components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const named = (name: string): readonly string[] => {
      const schema = components?.schemas?.[name];
      return Object.keys((schema && 'properties' in schema && schema.properties) || {});
    };
    const view = await order('order-1');
    expect(named('KhqrPaymentView')).toEqual(expect.arrayContaining(Object.keys(view)));
    expect(named('KhqrPaymentUrls')).toEqual(expect.arrayContaining(Object.keys(view.urls)));
    const refusal = (await (await request('/khqr/payments/nobody12')).json()) as object;
    expect(named('KhqrRefusal')).toEqual(expect.arrayContaining(Object.keys(refusal)));
    await app.close();
  });
});
