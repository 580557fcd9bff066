import { ConfigurableModuleBuilder } from '@nestjs/common';
import { controllersFor } from './checkout.mount.js';
import type { KhqrCheckoutMount, KhqrCheckoutOptions } from './checkout.options.js';
import { ClientProxy } from './client.proxy.js';
import { CHECKOUT_MOUNT, CHECKOUT_OPTIONS, DEFAULT_PATH } from './checkout.tokens.js';

const NO_MOUNT: KhqrCheckoutMount = {};

/** Nest's builder gives `register` and `registerAsync`; `useClass` and `useExisting` call `createKhqrCheckoutOptions()`. */
const built = new ConfigurableModuleBuilder<KhqrCheckoutOptions>({
  optionsInjectionToken: CHECKOUT_OPTIONS,
})
  .setClassMethodName('register')
  .setFactoryMethodName('createKhqrCheckoutOptions')
  .setExtras<KhqrCheckoutMount>(
    { path: DEFAULT_PATH, version: undefined, decorators: [], page: true, proxy: false },
    (definition, mount = NO_MOUNT) => ({
      ...definition,
      controllers: controllersFor(mount),
      providers: [
        ...(definition.providers ?? []),
        { provide: CHECKOUT_MOUNT, useValue: mount },
        ...(mount.proxy === true ? [ClientProxy] : []),
      ],
    }),
  )
  .build();
export const { ConfigurableModuleClass } = built;

/** What `register` takes. */
export type KhqrCheckoutModuleOptions = typeof built.OPTIONS_TYPE;
/** `{ imports, inject, useFactory | useClass | useExisting, path, version, decorators, page, proxy }` */
export type KhqrCheckoutModuleAsyncOptions = typeof built.ASYNC_OPTIONS_TYPE;
