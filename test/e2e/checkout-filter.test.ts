import {
  Controller,
  Get,
  NotFoundException,
  Param,
  UseFilters,
  type INestApplication,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import {
  KhqrAlreadyPaidError,
  KhqrAuthenticationError,
  KhqrConfigurationError,
  KhqrConflictError,
  KhqrNotFoundError,
  KhqrProviderError,
  KhqrRateLimitError,
  KhqrRequestError,
  KhqrTimeoutError,
  type Payment,
} from 'nestjs-khqr';
import { KhqrExceptionFilter } from 'nestjs-khqr/checkout';
import { decodeKhqr } from 'nestjs-khqr/emv';
import { CUSTOMER_MESSAGES } from '../../lib/checkout/customer.messages.js';
import { DRIVERS, openCheckout } from '../support/checkout.js';

const SECRET = 'sk_live_do_not_show';
const payment = { id: SECRET, reference: SECRET } as Payment;

const ERRORS: Readonly<Record<string, () => unknown>> = {
  'not-found': () => new KhqrNotFoundError(SECRET),
  conflict: () => new KhqrConflictError(SECRET, { payment }),
  'already-paid': () => new KhqrAlreadyPaidError(SECRET, { payment }),
  request: () => new KhqrRequestError(SECRET, { field: 'amount' }),
  decode: () => decodeKhqr('no KHQR'),
  'rate-limit': () => new KhqrRateLimitError(SECRET, { retryAfterMs: 61_500 }),
  authentication: () => new KhqrAuthenticationError(SECRET),
  failed: () => new KhqrProviderError(SECRET, { inDoubt: false }),
  refused: () => new KhqrProviderError(SECRET, { inDoubt: false, retryable: false }),
  timeout: () => new KhqrTimeoutError(SECRET, { payment }),
  configuration: () => new KhqrConfigurationError(SECRET),
  // As another copy of the package throws it: of no class that this one knows.
  foreign: () => Object.assign(new Error(SECRET), { 'khqr:error': true, code: 'KHQR_NOT_FOUND' }),
  own: () => new NotFoundException('No such cup.'),
};

@Controller('raise')
class RaiseController {
  @Get(':name')
  raise(@Param('name') name: string): never {
    throw ERRORS[name]?.();
  }
}

@Controller('filtered')
@UseFilters(KhqrExceptionFilter)
class FilteredController {
  @Get()
  raise(): never {
    throw new KhqrNotFoundError(SECRET);
  }
}

describe.each(DRIVERS)('KhqrExceptionFilter, on %s', (driver) => {
  it('is made by Nest too: as APP_FILTER, and of the class on a controller', async () => {
    const filter = { provide: APP_FILTER, useClass: KhqrExceptionFilter };
    for (const [path, providers] of [
      ['/raise/not-found', [filter]],
      ['/filtered', []],
    ] as const) {
      const controllers = [RaiseController, FilteredController];
      const { app, request } = await openCheckout(driver, {
        controllers,
        providers: [...providers],
      });
      expect((await request(path)).status).toBe(404);
      await app.close();
    }
  });

  const open = (prepare?: (app: INestApplication) => void) =>
    openCheckout(driver, { controllers: [RaiseController], ...(prepare && { prepare }) });

  it.each([
    ['not-found', 404, 'KHQR_NOT_FOUND', null, 'not-found'],
    ['conflict', 409, 'KHQR_CONFLICT', null, 'conflict'],
    ['already-paid', 409, 'KHQR_ALREADY_PAID', null, 'already-paid'],
    ['request', 400, 'KHQR_REQUEST', null, 'request'],
    ['decode', 400, 'KHQR_REQUEST', null, 'request'],
    ['rate-limit', 503, 'KHQR_UNAVAILABLE', '62', 'unavailable'],
    ['authentication', 503, 'KHQR_UNAVAILABLE', '30', 'unavailable'],
    ['failed', 503, 'KHQR_UNAVAILABLE', '5', 'unavailable'],
    ['refused', 503, 'KHQR_UNAVAILABLE', '30', 'unavailable'],
    ['timeout', 503, 'KHQR_UNAVAILABLE', '5', 'unavailable'],
    ['configuration', 500, 'KHQR_INTERNAL', null, 'internal'],
    ['foreign', 404, 'KHQR_NOT_FOUND', null, 'not-found'],
  ] as const)(
    'answers %s with %d %s and Retry-After %s, in both languages',
    async (name, status, code, retryAfter, kind) => {
      const { app, request } = await open((application) =>
        application.useGlobalFilters(new KhqrExceptionFilter()),
      );
      for (const language of ['en', 'km'] as const) {
        const headers = { 'accept-language': language };
        const answer = await request(`/raise/${name}`, { headers });
        expect(answer.status).toBe(status);
        expect(answer.headers.get('retry-after')).toBe(retryAfter);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        const field = name === 'request' ? { field: 'amount' } : {};
        const message = CUSTOMER_MESSAGES[language][kind];
        expect(await answer.json()).toEqual({ statusCode: status, code, message, ...field });
      }
      await app.close();
    },
  );

  it('speaks its own language to who prefers neither, and leaves other errors alone', async () => {
    const { app, request } = await open((application) =>
      application.useGlobalFilters(new KhqrExceptionFilter('km')),
    );
    const french = await request('/raise/not-found', { headers: { 'accept-language': 'fr' } });
    const message = CUSTOMER_MESSAGES.km['not-found'];
    expect(await french.json()).toMatchObject({ message });
    const own = await request('/raise/own');
    expect(await own.json()).toMatchObject({ statusCode: 404, message: 'No such cup.' });
    await app.close();
  });

  it('is off where it is not registered', async () => {
    const { app, request } = await open();
    expect((await request('/raise/not-found')).status).toBe(500);
    await app.close();
  });
});
