export { KhqrCheckoutModule } from './checkout.module.js';
export type {
  KhqrCheckoutModuleAsyncOptions,
  KhqrCheckoutModuleOptions,
} from './checkout.module-definition.js';
export type {
  CheckoutLimits,
  CheckoutOrder,
  CheckoutPictures,
  CheckoutRequest,
  KhqrCheckoutMount,
  KhqrCheckoutOptions,
  KhqrCheckoutOptionsFactory,
  OrderResolver,
  PaymentAuthorizer,
} from './checkout.options.js';
export type { PaymentUrls, PaymentView } from './payment-view.js';
export type { RefusalBody } from './checkout.refusal.js';
export { KhqrExceptionFilter } from './khqr-exception.filter.js';
