import {
  ForbiddenException,
  Injectable,
  UseGuards,
  UseInterceptors,
  VersioningType,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { map } from 'rxjs';
import type { PaymentView } from 'nestjs-khqr/checkout';
import { calls, DRIVERS, openCheckout } from '../support/checkout.js';
import { openEvents } from '../support/event-stream.js';

/** Lets in whoever has a session. */
@Injectable()
class SessionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (request.headers['x-session'] === 'sokha') return true;
    throw new ForbiddenException();
  }
}

/** As an application wraps all of its answers. */
class Envelope implements NestInterceptor {
  intercept: NestInterceptor['intercept'] = (_, next) =>
    next.handle().pipe(map((data: unknown) => ({ data })));
}

/** Ids as somebody's printer shows them. */
class LeadingHash implements PipeTransform {
  transform = (value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/^#/, '') : value;
}

const ROUTES = ['', '/events', '/qr.svg', '/card.png', '/deeplink'];

describe.each(DRIVERS)('the checkout in an application, on %s', (driver) => {
  it.each([
    ['a guard of its own', { checkout: { decorators: [UseGuards(SessionGuard)] } }],
    ['a guard for all', { providers: [{ provide: APP_GUARD, useClass: SessionGuard }] }],
  ])('is behind %s, on every route', async (_, options) => {
    const { app, post, request, bank } = await openCheckout(driver, options);
    const refused = await post('/khqr/payments', { reference: 'order-1' });
    expect(refused.status).toBe(403);
    expect(calls({ bank })).toBe(0);
    const session = { 'x-session': 'sokha' };
    const made = await post('/khqr/payments', { reference: 'order-1' }, session);
    const { id, urls } = (await made.json()) as PaymentView;
    const paths = [urls.page, ...ROUTES.map((route) => `/khqr/payments/${id}${route}`)];
    for (const path of paths) expect([path, (await request(path)).status]).toEqual([path, 403]);
    expect((await post(urls.check)).status).toBe(403);
    expect((await request(urls.self, { headers: session })).status).toBe(200);
    await app.close();
  });

  it('goes through pipes and interceptors, which touch neither streams, pictures nor the page', async () => {
    const { app, post, request, origin } = await openCheckout(driver, {
      checkout: { decorators: [UseInterceptors(Envelope)] },
      prepare: (application) => application.useGlobalPipes(new LeadingHash()),
    });
    const made = await post('/khqr/payments', { reference: 'order-1' });
    const { data: view } = (await made.json()) as { data: PaymentView };
    expect(view).toMatchObject({ status: 'PENDING', amount: '5.00' });
    const hashed = await request(`/khqr/payments/%23${view.id}`);
    expect(await hashed.json()).toMatchObject({ data: { id: view.id } });
    expect(await (await request(view.urls.page)).text()).toMatch(/^<!doctype html>/);
    expect(await (await request(view.urls.qrSvg)).text()).toMatch(/^<svg/);
    const reader = await openEvents(origin + view.urls.events);
    await reader.until((seen) => seen.statuses().length === 1);
    reader.close();
    await app.close();
  });

  it('is found below the global prefix, its version and its path, and says so in its URLs', async () => {
    const { app, post, request, origin } = await openCheckout(driver, {
      checkout: { path: 'pay/khqr', version: '2' },
      prepare: (application) => {
        application.setGlobalPrefix('shop/api');
        application.enableVersioning({ type: VersioningType.URI });
      },
    });
    const base = '/shop/api/v2/pay/khqr';
    const made = await post(`${base}/payments`, { reference: 'order-1' });
    const { id, urls } = (await made.json()) as PaymentView;
    expect(urls.self).toBe(`${base}/payments/${id}`);
    expect(urls.page).toBe(`${base}/pay/${id}`);
    expect((await request('/shop/api/pay/khqr/payments/x')).status).toBe(404);
    const page = await (await request(urls.page)).text();
    const assets = [...page.matchAll(/(?:href|src)="([^"]*page-assets[^"]*)"/g)];
    expect(assets).toHaveLength(2);
    for (const [, asset = ''] of assets) {
      expect(asset.startsWith(`${base}/page-assets/`)).toBe(true);
      const answer = await request(asset);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
    const reader = await openEvents(origin + urls.events);
    await reader.until((seen) => seen.views().length === 1);
    expect(reader.views()[0]?.urls).toEqual(urls);
    reader.close();
    await app.close();
  });

  it('has the version of a header, where the application reads it there', async () => {
    const { app, post } = await openCheckout(driver, {
      checkout: { version: '2' },
      prepare: (application) =>
        application.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
    });
    const body = { reference: 'order-1' };
    expect((await post('/khqr/payments', body)).status).toBe(404);
    expect((await post('/khqr/payments', body, { 'x-version': '2' })).status).toBe(201);
    await app.close();
  });

  it('serves no page where none is wanted, and answers forms as it answers programs', async () => {
    const { app, request } = await openCheckout(driver, { checkout: { page: false } });
    const answer = await request('/khqr/payments', {
      method: 'POST',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'reference=order-1',
    });
    expect(answer.status).toBe(201);
    const { urls } = (await answer.json()) as PaymentView;
    expect((await request(urls.page)).status).toBe(404);
    await app.close();
  });
});
