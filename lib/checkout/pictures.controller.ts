import { Get, Inject, Param, Req, Res } from '@nestjs/common';
import { answering } from './answering.js';
import { cached } from './cached.reply.js';
import type { CheckoutRequest } from './checkout.options.js';
import { CheckoutRuntime } from './checkout.runtime.js';
import type { HttpReply } from './http.reply.js';
import { picture } from './openapi/checkout.routes.js';
import { ApiRoute } from './openapi/openapi.decorators.js';
import { readSize, type PictureFormat, type PictureKind } from './picture.shelf.js';
import { queryOf } from './request.facts.js';

/** A code never changes; a day is longer than any code lives. */
const PUBLIC = 'public, max-age=86400, immutable';
/** Where a payment is one customer's own, nothing of it stays in a browser that others may use. */
const PRIVATE = 'private, no-store';
/** An SVG is a document: opened by itself it runs and loads nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Codes, cards and stands as pictures. No provider is asked. */
export abstract class PicturesController {
  constructor(@Inject(CheckoutRuntime) private readonly runtime: CheckoutRuntime) {}

  @Get('payments/:id/qr.svg')
  @ApiRoute(picture('code', 'svg'))
  qrSvg(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('qr', 'svg', id, request, reply);
  }

  @Get('payments/:id/qr.png')
  @ApiRoute(picture('code', 'png'))
  qrPng(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('qr', 'png', id, request, reply);
  }

  @Get('payments/:id/card.svg')
  @ApiRoute(picture('card', 'svg'))
  cardSvg(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('card', 'svg', id, request, reply);
  }

  @Get('payments/:id/card.png')
  @ApiRoute(picture('card', 'png'))
  cardPng(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('card', 'png', id, request, reply);
  }

  @Get('payments/:id/stand.svg')
  @ApiRoute(picture('stand', 'svg'))
  standSvg(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('stand', 'svg', id, request, reply);
  }

  @Get('payments/:id/stand.png')
  @ApiRoute(picture('stand', 'png'))
  standPng(@Param('id') id: string, @Req() request: CheckoutRequest, @Res() reply: HttpReply) {
    return this.picture('stand', 'png', id, request, reply);
  }

  private async picture(
    kind: PictureKind,
    format: PictureFormat,
    id: string,
    request: CheckoutRequest,
    reply: HttpReply,
  ): Promise<void> {
    const { desk } = this.runtime;
    await answering(request, reply, desk.settings.language, async () => {
      // Whether there is such a payment is told first: a bad size must not tell ids apart.
      const payment = await desk.find(id, request);
      const size = readSize(queryOf(request).get('size'), kind);
      const picture = await desk.pictures.get(payment, kind, format, size);
      reply.header('content-security-policy', POLICY);
      cached(request, reply, picture, desk.guarded ? PRIVATE : PUBLIC);
    });
  }
}
