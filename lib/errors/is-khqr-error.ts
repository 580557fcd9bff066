import { KHQR_ERROR_BRAND, type KhqrError } from './khqr.error.js';

/** Whether `error` is one of ours, also when it was thrown by another loaded copy of the package. */
export function isKhqrError(error: unknown): error is KhqrError {
  return typeof error === 'object' && error !== null && KHQR_ERROR_BRAND in error;
}
