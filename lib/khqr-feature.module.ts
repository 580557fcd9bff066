import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { KhqrConfigurationError } from './errors/khqr-configuration.error.js';
import { MAKE_VISIBLE, NOT_VISIBLE } from './khqr.messages.js';
import { KhqrService } from './khqr.service.js';
import { getKhqrToken } from './khqr.tokens.js';

/** Injects the payments of one account: a `KhqrAccount`, provided by `KhqrModule.forFeature(account)`. */
export const InjectKhqr = (account: string): PropertyDecorator & ParameterDecorator =>
  Inject(getKhqrToken(account));

/** What `KhqrModule.forFeature` imports: a class of its own, so that it is not a second KhqrModule. */
@Module({})
export class KhqrFeatureModule {
  static forAccounts(accounts: readonly string[]): DynamicModule {
    const providers = accounts.map((account) => ({
      provide: getKhqrToken(account),
      inject: [{ token: KhqrService, optional: true }],
      useFactory: (khqr?: KhqrService) => {
        if (!khqr) throw new KhqrConfigurationError(NOT_VISIBLE, MAKE_VISIBLE);
        return khqr.account(account);
      },
    }));
    return {
      module: KhqrFeatureModule,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
