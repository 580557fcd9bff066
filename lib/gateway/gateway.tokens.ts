/** Injection token: a namespaced string, equal in every loaded copy of the package. */
export const GATEWAY_OPTIONS = 'khqr:gateway-options';
/** The path that the routes are below. */
export const GATEWAY_PATH = 'khqr:gateway-path';
