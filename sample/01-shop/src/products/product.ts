import type { Money } from 'nestjs-khqr';

export interface Product {
  /** In the address of its page. */
  readonly id: string;
  readonly name: string;
  /** How much one is: `100 g jar`. */
  readonly unit: string;
  readonly price: Money;
  readonly from: string;
  readonly story: string;
  readonly art: 'pepper' | 'coffee' | 'sugar' | 'salt' | 'krama' | 'rice';
}
