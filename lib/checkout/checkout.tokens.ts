/** Injection tokens: namespaced strings, equal in every loaded copy of the package. */
export const CHECKOUT_OPTIONS = 'khqr:checkout-options';
/** The path below the global prefix that the routes are registered with. */
export const CHECKOUT_MOUNT = 'khqr:checkout-mount';
