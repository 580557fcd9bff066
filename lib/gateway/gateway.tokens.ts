/** Injection token: a namespaced string, equal in every loaded copy of the package. */
export const GATEWAY_OPTIONS = 'khqr:gateway-options';
