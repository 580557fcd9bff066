/** Injection tokens: namespaced strings, equal in every loaded copy of the package. */
export const CHECKOUT_OPTIONS = 'khqr:checkout-options';
/** How the routes are registered: KhqrCheckoutMount. */
export const CHECKOUT_MOUNT = 'khqr:checkout-mount';
/** Below the global prefix, where none is given. */
export const DEFAULT_PATH = 'khqr';
