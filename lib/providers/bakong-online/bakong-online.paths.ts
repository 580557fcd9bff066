import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { BakongOnlinePaths } from '../provider.options.js';

export interface BakongOnlineRoutes {
  readonly create: string;
  readonly checkByMd5: string;
  /** With `:tran` still in it. */
  readonly checkByTran: string;
  /** With `:tran` still in it. */
  readonly image: string;
}

/**
 * The paths in use. The provider's page contradicts itself about them, and hosts with the same contract differ, so each
 * can be set.
 *
 * @throws KhqrConfigurationError for a path that is not one, or that lacks its `:tran`.
 */
export function resolvePaths(paths: BakongOnlinePaths = {}): BakongOnlineRoutes {
  return {
    create: usable(paths.create ?? '/khqr/create', 'create'),
    checkByMd5: usable(paths.checkByMd5 ?? '/check_by_md5', 'checkByMd5'),
    checkByTran: withTran(paths.checkByTran ?? '/khqr/check/:tran', 'checkByTran'),
    image: withTran(paths.image ?? '/khqr/qr/:tran', 'image'),
  };
}

function usable(path: string, name: string): string {
  // The same characters that an HTTP request line can carry, without a query or fragment of their own.
  if (/^\/[\x21-\x22\x24-\x3e\x40-\x7e]*$/.test(path)) return path;
  throw new KhqrConfigurationError(
    `paths.${name} must start with '/' and have no spaces, query or fragment, got '${path}'.`,
  );
}

function withTran(path: string, name: string): string {
  if (usable(path, name).split('/').includes(':tran')) return path;
  throw new KhqrConfigurationError(`paths.${name} must have the part ':tran', got '${path}'.`);
}
