import { ConfigurableModuleBuilder } from '@nestjs/common';
import { controllerFor, DEFAULT_PATH } from './gateway.mount.js';
import type { KhqrGatewayMount, KhqrGatewayOptions } from './gateway.options.js';
import { GATEWAY_OPTIONS, GATEWAY_PATH } from './gateway.tokens.js';

const NO_MOUNT: KhqrGatewayMount = {};

/** Nest's builder gives `register` and `registerAsync`; `useClass` and `useExisting` call `createKhqrGatewayOptions()`. */
const built = new ConfigurableModuleBuilder<KhqrGatewayOptions>({
  optionsInjectionToken: GATEWAY_OPTIONS,
})
  .setClassMethodName('register')
  .setFactoryMethodName('createKhqrGatewayOptions')
  .setExtras<KhqrGatewayMount>(
    { path: DEFAULT_PATH, version: undefined, decorators: [] },
    (definition, mount = NO_MOUNT) => ({
      ...definition,
      controllers: [controllerFor(mount)],
      providers: [
        ...(definition.providers ?? []),
        { provide: GATEWAY_PATH, useValue: mount.path ?? DEFAULT_PATH },
      ],
    }),
  )
  .build();
export const { ConfigurableModuleClass } = built;

/** What `register` takes. */
export type KhqrGatewayModuleOptions = typeof built.OPTIONS_TYPE;
/** `{ imports, inject, useFactory | useClass | useExisting, path, version, decorators }` */
export type KhqrGatewayModuleAsyncOptions = typeof built.ASYNC_OPTIONS_TYPE;
