import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { KhqrConfigurationError } from './errors/khqr-configuration.error.js';
import { messageOf } from './errors/message-of.js';
import { PROVIDE_RESOLVER, unusableResolver } from './khqr.messages.js';
import type { AccountResolver, KhqrSettings } from './khqr.options.js';
import type { ReadyResolver } from './providers/account-registry.js';

/** The application's resolver: the object as it is, or the class's instance, found or made when the application starts. */
export function accountResolverOf(
  resolver: KhqrSettings['accountResolver'],
  moduleRef: ModuleRef,
): ReadyResolver | null {
  if (resolver === null) return null;
  if (typeof resolver === 'object') {
    return { find: (name) => resolver.find(name) };
  }
  let instance: Promise<AccountResolver> | undefined;
  const get = (): Promise<AccountResolver> => (instance ??= instanceOf(resolver, moduleRef));
  return {
    find: async (name) => (await get()).find(name),
    ready: async () => {
      await get();
    },
  };
}

async function instanceOf(
  resolver: Type<AccountResolver>,
  moduleRef: ModuleRef,
): Promise<AccountResolver> {
  try {
    return moduleRef.get<AccountResolver>(resolver, { strict: false });
  } catch {
    // Not a provider of any module, or not a singleton: made here, with what this module can inject.
  }
  try {
    return await moduleRef.create(resolver);
  } catch (error) {
    throw new KhqrConfigurationError(unusableResolver(resolver.name, messageOf(error)), [
      PROVIDE_RESOLVER,
    ]);
  }
}
