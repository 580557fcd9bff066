import { Inject, Module, type NestModule } from '@nestjs/common';
import { ConfigurableModuleClass } from './gateway.module-definition.js';
import { GatewayRuntime } from './gateway.runtime.js';

/**
 * Serves APIKHQR's REST API v1 from this application, over any provider: `POST khqr/generate`, `GET khqr/status`, `GET qr/:md5`.
 * Import it beside `KhqrModule.forRoot({ … })`. The routes are a controller as any other: global prefix, versioning, guards and
 * interceptors of the application apply.
 *
 * @throws KhqrConfigurationError at boot, naming every option that is wrong
 */
@Module({ providers: [GatewayRuntime] })
export class KhqrGatewayModule extends ConfigurableModuleClass implements NestModule {
  @Inject(GatewayRuntime) private readonly runtime!: GatewayRuntime;

  /** @internal */
  configure(): void {
    this.runtime.takeUnreadable();
  }
}
