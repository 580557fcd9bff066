import { Body, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { answering } from './answering.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import { CheckoutRuntime } from './checkout.runtime.js';
import { takeResponse, type HttpReply } from './http.reply.js';
import { CHECK, CREATE, DEEPLINK, EVENTS, RENEW, SHOW } from './openapi/checkout.routes.js';
import { ApiRoute } from './openapi/openapi.decorators.js';
import { asHtml, PageAnswers } from './page.answers.js';
import { PageLinks } from './page.links.js';
import type { PaymentView } from './payment-view.js';
import { headerOf, wantsPage } from './request.facts.js';

const ROUTE = '/payments';

/** Payments as JSON, and as live status. Mounted by the module, which gives it its path. */
export abstract class PaymentsController {
  constructor(@Inject(CheckoutRuntime) private readonly runtime: CheckoutRuntime) {}

  /** Makes the payment of an order, or answers the open one. */
  @Post('payments')
  @ApiRoute(CREATE)
  @HttpCode(201)
  create(
    @Body() body: unknown,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PaymentView | string | undefined> {
    return this.answerForm(request, reply, undefined, async (mount) => {
      const { payment, made, alreadyPaid } = await this.runtime.desk.create(body, request);
      if (this.wantsPage(request)) {
        this.links(request).redirect(reply, mount, payment.id);
        return undefined;
      }
      const view = this.runtime.desk.view(payment, mount);
      if (alreadyPaid) throw new CheckoutRefusal('already-paid', { payment: view });
      reply.status(made ? 201 : 200).header('location', view.urls.self);
      return view;
    });
  }

  /** Reads the store; the provider is never asked. */
  @Get('payments/:id')
  @ApiRoute(SHOW)
  show(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PaymentView> {
    return this.answer(request, reply, async (mount) => {
      const { desk } = this.runtime;
      const payment = await desk.find(id, request);
      desk.marks.seen(payment);
      return desk.view(payment, mount);
    });
  }

  /** Server-sent events: the state, then each change, until it is settled. */
  @Get('payments/:id/events')
  @ApiRoute(EVENTS)
  async events(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.answer(request, reply, async (mount) => {
      const { desk } = this.runtime;
      const payment = await desk.findWatched(id, request);
      // A reader that comes again and has seen the end: 204 tells an EventSource to stop.
      const seen = headerOf(request, 'last-event-id') === payment.status;
      if (seen && desk.view(payment, mount).settled) {
        reply.status(204).send();
        return;
      }
      if (request.method === 'HEAD') {
        reply.header('content-type', 'text/event-stream; charset=utf-8').send('');
        return;
      }
      desk.streams.admit(id);
      desk.marks.seen(payment);
      desk.streams.begin(payment, mount, takeResponse(reply));
    });
  }

  /** "I have paid": asks the provider, within its limits. */
  @Post('payments/:id/check')
  @ApiRoute(CHECK)
  @HttpCode(200)
  check(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PaymentView | string | undefined> {
    return this.answerForm(request, reply, id, async (mount) => {
      const { desk } = this.runtime;
      const toPage = this.wantsPage(request);
      try {
        const { payment, asked } = await desk.check(id, request);
        if (!toPage) return desk.view(payment, mount);
        const notice =
          payment.status === 'PAID' ? undefined : asked ? 'still-waiting' : 'ask-later';
        this.links(request).redirect(reply, mount, payment.id, notice);
      } catch (error) {
        if (!toPage || !(error instanceof CheckoutRefusal) || error.kind !== 'too-many')
          throw error;
        this.links(request).redirect(reply, mount, id, 'ask-later');
      }
      return undefined;
    });
  }

  /** A new code for the same order. */
  @Post('payments/:id/renew')
  @ApiRoute(RENEW)
  @HttpCode(201)
  renew(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PaymentView | string | undefined> {
    return this.answerForm(request, reply, id, async (mount) => {
      const { payment, made } = await this.runtime.desk.renew(id, request);
      if (this.wantsPage(request)) {
        this.links(request).redirect(reply, mount, payment.id);
        return undefined;
      }
      const view = this.runtime.desk.view(payment, mount);
      reply.status(made ? 201 : 200).header('location', view.urls.self);
      return view;
    });
  }

  /** On into the payer's banking app. */
  @Get('payments/:id/deeplink')
  @ApiRoute(DEEPLINK)
  async deeplink(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.answer(request, reply, async () => {
      const link = await this.runtime.desk.deeplink(id, request);
      reply.status(302).header('referrer-policy', 'no-referrer').header('location', link).send('');
    });
  }

  /** A browser that posts a form is answered pages, where there are any. */
  private wantsPage(request: CheckoutRequest): boolean {
    return this.runtime.hasPage && wantsPage(request);
  }

  private links(request: CheckoutRequest): PageLinks {
    return new PageLinks(request, this.runtime.desk.settings);
  }

  private answer<T>(
    request: CheckoutRequest,
    reply: HttpReply,
    work: (mount: string) => Promise<T>,
    asPage?: (refusal: CheckoutRefusal) => T,
  ): Promise<T> {
    const { language } = this.runtime.desk.settings;
    const mount = this.runtime.mountOf(request, ROUTE);
    return answering(request, reply, language, () => work(mount), asPage);
  }

  private answerForm(
    request: CheckoutRequest,
    reply: HttpReply,
    id: string | undefined,
    work: (mount: string) => Promise<PaymentView | undefined>,
  ): Promise<PaymentView | string | undefined> {
    const asPage = (refusal: CheckoutRefusal): string => {
      const mount = this.runtime.mountOf(request, ROUTE);
      return asHtml(reply, new PageAnswers(this.runtime.desk, request, mount).trouble(refusal, id));
    };
    return this.answer<PaymentView | string | undefined>(
      request,
      reply,
      work,
      this.wantsPage(request) ? asPage : undefined,
    );
  }
}
