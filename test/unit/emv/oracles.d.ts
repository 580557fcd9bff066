// The parts of two other implementations that the tests compare with. Neither is fed anything but what was generated
// here: both loop for ever on some hostile texts.
declare module 'bakong-khqr' {
  type Answer<T> =
    | { status: { code: 0 }; data: T }
    | { status: { code: 1; errorCode: number; message: string }; data: null };
  type Optional = Record<string, string | number | undefined>;
  interface Info {
    readonly bakongAccountID: string;
  }
  export const IndividualInfo: new (
    account: string,
    name: string,
    city: string | undefined,
    optional: Optional,
  ) => Info;
  export const MerchantInfo: new (
    account: string,
    name: string,
    city: string | undefined,
    merchantId: string,
    acquiringBank: string,
    optional: Optional,
  ) => Info;
  export class BakongKHQR {
    generateIndividual(info: Info): Answer<{ qr: string; md5: string }>;
    generateMerchant(info: Info): Answer<{ qr: string; md5: string }>;
    static decode(text: string): Answer<Record<string, string | null>>;
    static verify(text: string): { isValid: boolean };
  }
}
