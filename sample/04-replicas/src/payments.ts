import type { DynamicModule } from '@nestjs/common';
import { KhqrModule } from 'nestjs-khqr';
import { PostgresPaymentStore } from 'nestjs-khqr/postgres';
import { databaseUrl } from './settings.js';

/**
 * The same account and the same store in every process. Web processes make codes and show what the store says; the tracker
 * alone asks the provider and runs the handlers.
 */
export function payments(role: 'web' | 'tracker'): DynamicModule {
  const enabled = role === 'tracker';
  return KhqrModule.forRootAsync({
    useFactory: () => ({
      provider: 'apikhqr' as const,
      apiKey: process.env['APIKHQR_KEY'],
      baseUrl: process.env['APIKHQR_URL'],
      store: new PostgresPaymentStore({ connectionString: databaseUrl(process.env) }),
      tracker: { enabled },
      delivery: { enabled },
    }),
  });
}
