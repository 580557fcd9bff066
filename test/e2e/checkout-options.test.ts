import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { isKhqrError, KhqrModule } from 'nestjs-khqr';
import {
  KhqrCheckoutModule,
  type KhqrCheckoutOptions,
  type KhqrCheckoutOptionsFactory,
} from 'nestjs-khqr/checkout';
import { useKhqrTesting } from 'nestjs-khqr/testing';
import { openCheckout } from '../support/checkout.js';

const GOOD = { merchantName: 'Angkor Coffee', resolveOrder: () => null };

/** What booting with these says. */
async function complaint(change: object): Promise<string> {
  try {
    const { app } = await openCheckout('express', {
      checkout: change,
    });
    await app.close();
    return '';
  } catch (error) {
    if (!isKhqrError(error) || error.code !== 'KHQR_CONFIGURATION') throw error;
    return error.message;
  }
}

describe('KhqrCheckoutModule names each option that cannot be used', () => {
  it.each([
    ['resolveOrder', 'orders', 'resolveOrder must be a function'],
    ['resolveOrder', undefined, 'resolveOrder must be a function'],
    ['resolveOrder', { find: () => null }, 'resolveOrder must be a function'],
    ['authorize', true, 'authorize must be a function'],
    ['merchantName', '', 'merchantName must be a text of 1 to 100 characters'],
    ['merchantName', 'x'.repeat(101), 'merchantName must be a text of 1 to 100 characters'],
    ['account', 7, 'account must be the name of an account'],
    ['language', 'fr', "language must be 'en' or 'km'"],
    ['publicPath', 'shop/khqr', 'publicPath must be a path'],
    ['publicPath', '/shop/', 'publicPath must be a path'],
    ['publicPath', '//evil.example', 'publicPath must be a path'],
    ['publicPath', '/a"b', 'publicPath must be a path'],
    ['deeplinks', 'always', "deeplinks must be 'auto', true or false"],
    ['deeplinkHosts', 'bakong.nbc.gov.kh', 'deeplinkHosts must be a list'],
    ['deeplinkHosts', ['https://bank.example'], 'deeplinkHosts must be a list'],
    ['returnUrls', 'https://shop.example', 'returnUrls must be a list'],
    ['returnUrls', ['shop.example'], "returnUrls has 'shop.example'"],
    ['returnUrls', ['javascript:alert(1)'], "returnUrls has 'javascript:alert(1)'"],
    ['returnUrls', ['https://shop.example?a=b'], "returnUrls has 'https://shop.example?a=b'"],
    ['returnUrl', 5, 'returnUrl must be an http(s) URL, a path'],
    ['returnUrl', 'shop.example/orders', 'returnUrl must be an http(s) URL, a path'],
    ['showReference', 'yes', 'showReference must be true or false'],
    ['sandboxPay', 1, 'sandboxPay must be true or false'],
    ['pictures', 'logo.png', 'pictures must be an object'],
    ['pictures', { colour: 'red' }, 'pictures.colour is not an option'],
    ['pictures', { logo: '<html>' }, 'pictures.logo: '],
    ['pictures', { secondName: 'a\nb' }, 'pictures.secondName: '],
    ['pictures', { fonts: ['khmer.ttf'] }, 'pictures.fonts must be { files: [path, …] }'],
    ['pictures', { fonts: { files: ['/no/such.ttf'] } }, "pictures.fonts.files has '/no/such.ttf'"],
    ['limits', 5, 'limits must be an object'],
    ['limits', { streams: 0 }, 'limits.streams must be a whole number from 1'],
    ['limits', { streams: 1.5 }, 'limits.streams must be a whole number from 1'],
    ['limits', { heartbeatMs: 2 ** 31 }, 'limits.heartbeatMs must be a whole number from 1'],
    ['limits', { stream: 5 }, 'limits.stream is not an option. It has: streams, '],
    ['amount', '5.00', 'amount is not an option'],
  ])('%s: %p', async (option, value, problem) => {
    expect(await complaint({ [option]: value })).toContain(problem);
  });

  it('all at once, with what to write instead', async () => {
    const said = await complaint({ merchantName: '', language: 'fr', limits: { streams: -1 } });
    expect(said).toMatch(/merchantName[^]*language[^]*limits\.streams/);
    expect(said).toContain('KhqrCheckoutModule.register({ merchantName:');
  });

  it('and says what to import where the payments are missing', async () => {
    const module = await Test.createTestingModule({
      imports: [KhqrCheckoutModule.register(GOOD)],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await expect(app.init()).rejects.toThrow('KhqrModule.forRoot({ … })');
    await app.close();
  });
});

describe('registerAsync', () => {
  class Options implements KhqrCheckoutOptionsFactory {
    createKhqrCheckoutOptions = (): KhqrCheckoutOptions => GOOD;
  }

  it.each([
    ['useFactory', { useFactory: () => Promise.resolve(GOOD) }],
    ['useClass', { useClass: Options }],
  ])('takes %s, beside where the routes are', async (_, how) => {
    @Module({
      imports: [
        ScheduleModule.forRoot(),
        EventEmitterModule.forRoot(),
        KhqrModule.forRoot({ provider: 'sandbox' }),
        KhqrCheckoutModule.registerAsync({ ...how, path: 'till' }),
      ],
    })
    class AppModule {}

    const tools = useKhqrTesting(Test.createTestingModule({ imports: [AppModule] }));
    const app = (await tools.compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/till/payments/${'A'.repeat(22)}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'KHQR_NOT_FOUND' });
    await app.close();
  });
});
