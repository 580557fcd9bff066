import { Injectable, Logger } from '@nestjs/common';
import { isKhqrError, KhqrService } from 'nestjs-khqr';
import { OrderPrices } from './order.prices.js';

/** Takes an order to its payment page. */
@Injectable()
export class CheckoutService {
  private readonly logger = new Logger('Checkout');

  constructor(
    private readonly khqr: KhqrService,
    private readonly prices: OrderPrices,
  ) {}

  /**
   * The page of the order's code, made where there is none: pressing twice is harmless, since the same reference and amount
   * answer the same payment while its code is open. Where there is no code, the order's own page says why.
   */
  async pageFor(number: string): Promise<string> {
    const price = await this.prices.resolveOrder(number);
    if (!price) return `/orders/${number}`;
    try {
      const { id } = await this.khqr.createPayment({ reference: number, ...price });
      return `/khqr/pay/${id}`;
    } catch (error) {
      // Paid already, or the provider gave no code.
      if (!isKhqrError(error)) throw error;
      this.logger.warn(`No new code for ${number}: ${error.message}`);
      return `/orders/${number}`;
    }
  }
}
