import { Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { answering } from './answering.js';
import { cached } from './cached.reply.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRefusal } from './checkout.refusal.js';
import { CheckoutRuntime } from './checkout.runtime.js';
import type { HttpReply } from './http.reply.js';
import { ASSET, PAGE, PLAY } from './openapi/checkout.routes.js';
import { ApiRoute } from './openapi/openapi.decorators.js';
import { asHtml, PageAnswers } from './page.answers.js';
import { pageAssets } from './page/index.js';
import { wantsPage } from './request.facts.js';

/** Names change with the content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The hosted page and its files. */
export abstract class PageController {
  constructor(@Inject(CheckoutRuntime) private readonly runtime: CheckoutRuntime) {}

  @Get('pay/:id')
  @ApiRoute(PAGE)
  async page(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const { desk } = this.runtime;
    const answers = this.answers(request);
    const text = await answering(
      request,
      reply,
      desk.settings.language,
      async () => {
        const payment = await desk.find(id, request);
        desk.marks.seen(payment);
        return asHtml(reply, await answers.payment(payment));
      },
      (refusal) =>
        asHtml(
          reply,
          refusal.kind === 'not-found' ? answers.unknown(refusal) : answers.trouble(refusal, id),
        ),
    );
    reply.send(text);
  }

  @Get('page-assets/:name')
  @ApiRoute(ASSET)
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
  @ApiRoute(PLAY)
  @HttpCode(303)
  sandbox(
    @Param('id') id: string,
    @Req() request: CheckoutRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string | undefined> {
    const { desk, bank } = this.runtime;
    const answers = this.answers(request);
    return answering<string | undefined>(
      request,
      reply,
      desk.settings.language,
      async () => {
        const payment = await desk.find(id, request);
        if (!bank || !desk.mayPlay(payment)) throw new CheckoutRefusal('not-found');
        bank.pay(payment.md5);
        answers.links.redirect(reply, this.mount(request), id);
        return undefined;
      },
      wantsPage(request) ? (refusal) => asHtml(reply, answers.trouble(refusal, id)) : undefined,
    );
  }

  private answers(request: CheckoutRequest): PageAnswers {
    return new PageAnswers(this.runtime.desk, request, this.mount(request));
  }

  private mount(request: CheckoutRequest): string {
    return this.runtime.mountOf(request, '/pay/');
  }
}
