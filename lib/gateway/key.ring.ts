import { sameHash } from './api/api-key.js';
import type { KeyHolder, KeyRing } from './api/apikhqr.port.js';
import type { GatewaySettings } from './gateway.settings.js';
import { toMerchant, type Merchant } from './merchant.js';

/** The keys of the configuration, or the application's own. */
export function keyRing({ keys, findMerchant }: GatewaySettings): KeyRing<Merchant> {
  if (findMerchant) {
    return {
      async find(keyHash) {
        const found = await findMerchant(keyHash);
        return found && { merchant: toMerchant(found), id: keyHash };
      },
    };
  }
  return {
    find(keyHash) {
      let holder: KeyHolder<Merchant> | null = null;
      // To the end of the list, whichever fits.
      for (const { hash, merchant } of keys) {
        if (sameHash(hash, keyHash)) holder = { merchant, id: hash };
      }
      return holder;
    },
  };
}
