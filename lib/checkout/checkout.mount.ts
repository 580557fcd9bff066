import { Controller, type Type } from '@nestjs/common';
import type { KhqrCheckoutMount } from './checkout.options.js';
import { ClientProxyController } from './client-proxy.controller.js';
import { DEFAULT_PATH } from './checkout.tokens.js';
import { PageController } from './page.controller.js';
import { PaymentsController } from './payments.controller.js';
import { PicturesController } from './pictures.controller.js';

/** Controllers of one registration: classes of its own, so that each has its own path and decorators. */
export function controllersFor(mount: KhqrCheckoutMount): Type<unknown>[] {
  const { path = DEFAULT_PATH, version, decorators = [], page = true, proxy = false } = mount;

  class KhqrPaymentsController extends PaymentsController {}
  class KhqrPicturesController extends PicturesController {}
  class KhqrPageController extends PageController {}
  class KhqrClientProxyController extends ClientProxyController {}
  const controllers = [
    KhqrPaymentsController,
    KhqrPicturesController,
    ...(page ? [KhqrPageController] : []),
    ...(proxy ? [KhqrClientProxyController] : []),
  ];
  for (const controller of controllers) {
    Controller({ path, ...(version !== undefined && { version }) })(controller);
    for (const decorate of decorators) decorate(controller);
  }
  return controllers;
}
