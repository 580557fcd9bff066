export { KhqrGatewayModule } from './gateway.module.js';
export type {
  KhqrGatewayModuleAsyncOptions,
  KhqrGatewayModuleOptions,
} from './gateway.module-definition.js';
export type {
  GatewayApiKey,
  GatewayCommonOptions,
  GatewayMerchant,
  KhqrGatewayMount,
  KhqrGatewayOptions,
  KhqrGatewayOptionsFactory,
  MerchantFinder,
} from './gateway.options.js';
export type { RateLimit as GatewayRateLimit } from './api/rate.limiter.js';
export { hashApiKey } from './api/api-key.js';
export { gatewayOpenApi } from './api/openapi.document.js';
