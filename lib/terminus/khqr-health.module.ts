import { Module } from '@nestjs/common';
import { KhqrHealthIndicator } from './khqr-health.indicator.js';

/** Provides `KhqrHealthIndicator` beside a global `KhqrModule`; where that is not global, list the indicator in `providers` instead. */
@Module({ providers: [KhqrHealthIndicator], exports: [KhqrHealthIndicator] })
export class KhqrHealthModule {}
