import { KhqrError } from './khqr.error.js';

/** The provider refuses the credential, or the merchant behind it: a person has to change it. */
export class KhqrAuthenticationError extends KhqrError {
  override readonly name = 'KhqrAuthenticationError' as const;
  readonly code = 'KHQR_AUTHENTICATION' as const;
  readonly retryable = false;
}
