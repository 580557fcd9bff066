// The parts of two other implementations that the tests compare with. Neither is fed anything but what was generated
// here: both loop for ever on some hostile texts.
declare module 'bakong-khqr' {
  type Answer<T> =
    | { status: { code: 0 }; data: T }
    | { status: { code: 1; errorCode: number; message: string }; data: null };
  type Optional = Record<string, string | number | undefined>;
  export class IndividualInfo {
    constructor(account: string, name: string, city: string | undefined, optional: Optional);
  }
  export class MerchantInfo {
    constructor(
      account: string,
      name: string,
      city: string | undefined,
      merchantId: string,
      acquiringBank: string,
      optional: Optional,
    );
  }
  export class BakongKHQR {
    generateIndividual(info: IndividualInfo): Answer<{ qr: string; md5: string }>;
    generateMerchant(info: MerchantInfo): Answer<{ qr: string; md5: string }>;
    static decode(text: string): Answer<Record<string, string | null>>;
    static verify(text: string): { isValid: boolean };
  }
}
