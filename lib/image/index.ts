export type { KhqrCardOptions, KhqrFontOptions, KhqrStandOptions } from './card.options.js';
export { khqrCardSvg } from './khqr-card.svg.js';
export { khqrStandSvg } from './khqr-stand.svg.js';
export { khqrCardPng, khqrStandPng } from './khqr.png.js';
export type { QrErrorCorrection, QrOptions } from './qr.options.js';
export { qrPng } from './qr.png.js';
export { qrSvg } from './qr.svg.js';
export { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
export { KhqrRequestError } from '../errors/khqr-request.error.js';
