import { accessSync, constants } from 'node:fs';
import { encodeKhqr } from '../emv/index.js';
import { khqrCardSvg } from '../image/index.js';
import { isKhqrError, type KhqrRequestError } from '../index.js';
import { unknownKeys } from '../web/given.options.js';
import type { CheckoutPictures } from './checkout.options.js';

const KEYS: readonly (keyof CheckoutPictures)[] = ['logo', 'secondName', 'fonts'];

/** What is wrong with the options of pictures: a card is drawn with them, so that no customer is the first to find out. */
export function pictureProblems(given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null) return ['pictures must be an object.'];
  const strangers = unknownKeys('pictures.', given, KEYS);
  const { fonts, ...drawn } = given as CheckoutPictures;
  return [
    ...strangers,
    ...(strangers.length === 0 ? drawingProblems(drawn) : []),
    ...fontProblems(fonts),
  ];
}

function drawingProblems(drawn: CheckoutPictures): readonly string[] {
  const { qr } = encodeKhqr({
    account: 'shop@bank',
    merchantName: 'Shop',
    currency: 'USD',
    static: true,
  });
  try {
    khqrCardSvg(qr, drawn);
    return [];
  } catch (error) {
    if (!isKhqrError(error) || error.code !== 'KHQR_REQUEST') throw error;
    const { field } = error as KhqrRequestError;
    return [`pictures.${field ?? 'logo'}: ${error.message}`];
  }
}

function fontProblems(fonts: unknown): readonly string[] {
  if (fonts === undefined) return [];
  const files: unknown =
    typeof fonts === 'object' && fonts !== null && 'files' in fonts && fonts.files;
  if (!Array.isArray(files)) return ['pictures.fonts must be { files: [path, …] }.'];
  return files
    .filter((file: unknown) => typeof file !== 'string' || !canRead(file))
    .map((file: unknown) => `pictures.fonts.files has '${String(file)}', which cannot be read.`);
}

function canRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
