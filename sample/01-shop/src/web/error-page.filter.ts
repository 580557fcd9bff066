import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { html } from './html.js';
import { page } from './layout.view.js';

const HEADLINES: Readonly<Record<number, string>> = {
  400: 'That does not work',
  404: 'Not here',
  409: 'Just missed it',
};

/** Customers get a page; what went wrong inside goes into the log. */
@Catch()
export class ErrorPageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Shop');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500) this.logger.error(error);
    const title = HEADLINES[status] ?? 'Something went wrong';
    const text =
      error instanceof HttpException ? error.message : 'Please try again. Nothing was charged.';
    const body = html`<section class="notice">
      <h1>${title}</h1>
      <p>${text}</p>
      <a class="button" href="/">Back to the shop</a>
    </section>`;
    const response: unknown = host.switchToHttp().getResponse();
    this.host.httpAdapter.setHeader(response, 'content-type', 'text/html; charset=utf-8');
    this.host.httpAdapter.reply(response, page({ title, body }), status);
  }
}
