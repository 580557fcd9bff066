import { Controller, type Type } from '@nestjs/common';
import { GatewayController } from './gateway.controller.js';
import type { KhqrGatewayMount } from './gateway.options.js';

/** As in APIKHQR's own base URL. */
export const DEFAULT_PATH = 'api/v1';

/** The controller of one registration: a class of its own, so that each has its own path and decorators. */
export function controllerFor(mount: KhqrGatewayMount): Type<unknown> {
  const { path = DEFAULT_PATH, version, decorators = [] } = mount;

  class KhqrGatewayController extends GatewayController {}
  Controller({ path, ...(version !== undefined && { version }) })(KhqrGatewayController);
  for (const decorate of decorators) decorate(KhqrGatewayController);
  return KhqrGatewayController;
}
