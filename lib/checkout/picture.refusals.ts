import { Logger } from '@nestjs/common';
import { isKhqrError, type KhqrRequestError } from '../index.js';
import { CheckoutRefusal } from './checkout.refusal.js';

/** What the shop handed in, once for all pictures. */
const SHOPS_OWN = ['logo', 'secondName'];

/** What a customer is told where a picture cannot be drawn. */
export class PictureRefusals {
  private readonly told = new Set<string>();

  of(error: unknown): unknown {
    if (!isKhqrError(error)) return error;
    // Without the rasterizer there are still the SVGs.
    if (error.code === 'KHQR_CONFIGURATION') return new CheckoutRefusal('no-picture');
    if (error.code !== 'KHQR_REQUEST') return error;
    this.tell(error as KhqrRequestError);
    // A code that was adopted from elsewhere may be none of which a card can be made, or too dense for the size.
    return new CheckoutRefusal('not-found');
  }

  /** No customer can mend it, and it is the same with every picture: the operator reads it once. */
  private tell({ field, message }: KhqrRequestError): void {
    if (field === undefined || !SHOPS_OWN.includes(field) || this.told.has(field)) return;
    this.told.add(field);
    new Logger('KhqrCheckoutModule').error(`pictures.${message}`);
  }
}
