import { Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Payment } from '../index.js';
import { answering } from './answering.js';
import { cached } from './cached.reply.js';
import type { CheckoutDesk } from './checkout.desk.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import { CheckoutRuntime } from './checkout.runtime.js';
import type { HttpReply } from './http.reply.js';
import { pageAssets, renderPaymentPage } from './page/index.js';
import type { PageInput } from './page/page.port.js';
import { PageLinks } from './page.links.js';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  // The payment's id is in the URL: the shop that the customer goes back to knows it, others need not.
  'referrer-policy': 'no-referrer',
};
/** Names change with the content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The hosted page and its files. */
export abstract class PageController {
  constructor(@Inject(CheckoutRuntime) private readonly runtime: CheckoutRuntime) {}

  @Get('pay/:id')
  async page(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const { desk } = this.runtime;
    await answering(request, reply, desk.settings.language, async () => {
      const payment = await desk.find(id, request);
      desk.marks.seen(payment);
      const { html, headers } = renderPaymentPage(this.input(desk, payment, request));
      for (const [name, value] of Object.entries({ ...HEADERS, ...headers })) {
        reply.header(name, value);
      }
      reply.send(html);
    });
  }

  @Get('page-assets/:name')
  async asset(
    @Param('name') name: string,
    @Req() request: CheckoutRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await answering(request, reply, this.runtime.desk.settings.language, async () => {
      const asset = Object.hasOwn(pageAssets, name) ? pageAssets[name] : undefined;
      if (!asset) throw new CheckoutRefusal('not-found');
      cached(request, reply, asset, FOR_EVER);
    });
  }

  /** Stands in for the customer's phone, with the simulated bank and where the shop has asked for it. */
  @Post('pay/:id/sandbox')
  @HttpCode(303)
  async sandbox(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    const { desk, bank } = this.runtime;
    await answering(request, reply, desk.settings.language, async () => {
      const payment = await desk.find(id, request);
      if (!bank || !payable(desk, payment)) throw new CheckoutRefusal('not-found');
      bank.pay(payment.md5);
      new PageLinks(request, desk.settings).redirect(reply, this.mount(request), id);
    });
  }

  private input(desk: CheckoutDesk, payment: Payment, request: CheckoutRequest): PageInput {
    const { settings } = desk;
    const mount = this.mount(request);
    const view = desk.view(payment, mount);
    const links = new PageLinks(request, settings);
    const { page, check, renew } = view.urls;
    const { status, reference } = payment;
    const returnUrl = links.returnUrl(payment);
    const { notice, language } = links;
    return {
      view,
      merchantName: settings.merchantName,
      ...(settings.showReference && { reference }),
      language,
      languageUrls: {
        en: links.carry(page, { lang: 'en' }),
        km: links.carry(page, { lang: 'km' }),
      },
      ...(returnUrl !== undefined && { returnUrl }),
      canRenew: status === 'EXPIRED' || status === 'FAILED',
      canCheck: status === 'PENDING' || status === 'EXPIRED' || status === 'CANCELLED',
      actions: { check: links.carry(check), renew: links.carry(renew) },
      ...(notice && { notice }),
      ...(payable(desk, payment) && { sandboxPay: links.carry(`${page}/sandbox`) }),
      assetBase: `${mount}/page-assets`,
    };
  }

  private mount(request: CheckoutRequest): string {
    return this.runtime.mountOf(request, '/pay/');
  }
}

function payable({ settings }: CheckoutDesk, { provider, status }: Payment): boolean {
  return settings.sandboxPay === true && provider === 'sandbox' && status === 'PENDING';
}
