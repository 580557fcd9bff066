export type { QrErrorCorrection, QrOptions } from './qr.options.js';
export { qrPng } from './qr.png.js';
export { qrSvg } from './qr.svg.js';
export { KhqrRequestError } from '../errors/khqr-request.error.js';
