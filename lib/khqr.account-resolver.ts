import type { ModuleRef } from '@nestjs/core';
import type { AccountResolver, KhqrSettings } from './khqr.options.js';

/** The application's resolver: the object as it is, or the class's instance, found or made when it is first asked. */
export function accountResolverOf(
  resolver: KhqrSettings['accountResolver'],
  moduleRef: ModuleRef,
): AccountResolver | null {
  if (typeof resolver !== 'function') return resolver;
  let instance: Promise<AccountResolver> | undefined;
  const find = (): Promise<AccountResolver> => {
    try {
      return Promise.resolve(moduleRef.get<AccountResolver>(resolver, { strict: false }));
    } catch {
      // Not a provider of any module: made here, with what this module can inject.
      return moduleRef.create(resolver);
    }
  };
  return {
    find: async (name) => {
      instance ??= find();
      return (await instance).find(name);
    },
  };
}
