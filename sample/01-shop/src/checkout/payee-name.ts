import { decodeKhqr } from 'nestjs-khqr/emv';
import { SHOP_NAME } from '../web/layout.view.js';

/** The name that the customer's bank will show: what the code says, which need not be what the shop calls itself. */
export function payeeName(qrString: string | undefined): string {
  if (qrString === undefined) return SHOP_NAME;
  try {
    return decodeKhqr(qrString).merchantName ?? SHOP_NAME;
  } catch {
    // A code that was adopted from elsewhere has not been looked at.
    return SHOP_NAME;
  }
}
