import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { KhqrModuleExtras, KhqrModuleOptions } from './khqr.options.js';
import { KHQR_MODULE_OPTIONS } from './khqr.tokens.js';

/** Nest's builder gives `forRoot` and `forRootAsync`; `useClass` and `useExisting` call `createKhqrOptions()`. */
export const { ConfigurableModuleClass, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<KhqrModuleOptions>({
    optionsInjectionToken: KHQR_MODULE_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createKhqrOptions')
    .setExtras<KhqrModuleExtras>({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal ?? true,
    }))
    .build();

/** `{ imports, inject, useFactory | useClass | useExisting, isGlobal }` */
export type KhqrModuleAsyncOptions = typeof ASYNC_OPTIONS_TYPE;
