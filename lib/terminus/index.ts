export { KhqrHealthModule } from './khqr-health.module.js';
export {
  KhqrHealthIndicator,
  type KhqrHealth,
  type KhqrHealthOptions,
} from './khqr-health.indicator.js';
export type { KhqrHealthReason, KhqrHealthReasonKind } from './health-reason.js';
