import type { Currency } from 'nestjs-khqr';

export interface Product {
  /** In the address of its page. */
  readonly id: string;
  readonly name: string;
  readonly khmerName: string;
  /** How much one is: `100 g jar`. */
  readonly unit: string;
  /** Cents and riel: both are set by the shop, so that no rate of the day is needed. */
  readonly price: Readonly<Record<Currency, number>>;
  readonly from: string;
  readonly story: string;
  readonly art: 'pepper' | 'coffee' | 'sugar' | 'salt' | 'krama' | 'rice';
  /** On the shelf when the shop is opened for the first time. */
  readonly stock: number;
}
