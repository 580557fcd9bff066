import { isKhqrError } from '../../errors/is-khqr-error.js';
import { khqrStandPng, qrPng } from '../../image/index.js';

/** The stand for the counter; where the optional rasterizer is not installed, the plain code, as large as one prints it. */
export async function standPng(text: string): Promise<Uint8Array> {
  try {
    return await khqrStandPng(text, { width: 620 });
  } catch (error) {
    if (isKhqrError(error) && error.code === 'KHQR_CONFIGURATION')
      return qrPng(text, { size: 620 });
    throw error;
  }
}
