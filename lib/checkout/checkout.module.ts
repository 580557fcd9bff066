import { Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './checkout.module-definition.js';
import { CheckoutRuntime } from './checkout.runtime.js';

/**
 * Routes that a shop can expose: payments by order reference, live status, pictures, and the hosted page. Import it beside
 * `KhqrModule.forRoot({ … })`. They are controllers as any other: global prefix, versioning, guards, pipes, interceptors and filters of
 * the application apply.
 *
 * @throws KhqrConfigurationError at boot, naming every option that is wrong
 */
@Module({ providers: [CheckoutRuntime] })
export class KhqrCheckoutModule extends ConfigurableModuleClass {}
