import {
  Catch,
  HttpException,
  HttpStatus,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isKhqrError } from 'nestjs-khqr';
import { html } from './html.js';
import { headerOf, type WebRequest } from './http.js';
import { page } from './layout.view.js';
import { SeeOther } from './see-other.exception.js';

const HEADLINES: Readonly<Record<number, string>> = {
  400: 'That does not work',
  403: 'Not from here',
  404: 'Not here',
  409: 'Just missed it',
  429: 'A little slower, please',
};

/** Errors of the package that a person can do something about, in the admin's forms. */
const KHQR_STATUS: Readonly<Record<string, number>> = {
  KHQR_REQUEST: HttpStatus.BAD_REQUEST,
  KHQR_NOT_FOUND: HttpStatus.NOT_FOUND,
  KHQR_CONFLICT: HttpStatus.CONFLICT,
};

/** Customers get a page, scripts get JSON; what went wrong inside goes into the log. */
@Catch()
export class ErrorPageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Shop');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const http = host.switchToHttp();
    const response: unknown = http.getResponse();
    const known = asHttpException(error);
    const status = known?.getStatus() ?? HttpStatus.INTERNAL_SERVER_ERROR;
    if (!known) this.logger.error(error);
    if (error instanceof SeeOther) httpAdapter.setHeader(response, 'location', error.url);
    if (!headerOf(http.getRequest<WebRequest>(), 'accept').includes('text/html')) {
      httpAdapter.reply(response, known?.getResponse() ?? { statusCode: status }, status);
      return;
    }
    const body = html`<section class="notice">
      <h1>${HEADLINES[status] ?? 'Something went wrong'}</h1>
      <p>${known?.message ?? 'Please try again. Nothing was charged.'}</p>
      <p><a class="button" href="/">Back to the shop</a></p>
    </section>`;
    httpAdapter.setHeader(response, 'content-type', 'text/html; charset=utf-8');
    httpAdapter.reply(response, page({ title: String(status), body }), status);
  }
}

function asHttpException(error: unknown): HttpException | undefined {
  if (error instanceof HttpException) return error;
  const status = isKhqrError(error) ? KHQR_STATUS[error.code] : undefined;
  return status === undefined ? undefined : new HttpException((error as Error).message, status);
}
