export { decodeKhqr } from './decode.js';
export { encodeKhqr } from './encode.js';
export type {
  KhqrCurrency,
  KhqrData,
  KhqrLanguage,
  KhqrUnknownTag,
  VerifiedKhqrData,
} from './khqr-data.js';
export type { EncodedKhqr, KhqrInput } from './khqr-input.js';
export type { KhqrProblem, KhqrProblemCode } from './khqr-problem.js';
export { khqrMd5 } from './md5.js';
export { verifyKhqr, type KhqrVerification, type VerifyKhqrOptions } from './verify.js';
export { KhqrDecodeError } from '../errors/khqr-decode.error.js';
export { KhqrRequestError } from '../errors/khqr-request.error.js';
