import { ConflictException, Injectable, Logger } from '@nestjs/common';
import { formatMoney, isKhqrError, KhqrService } from 'nestjs-khqr';
import type { Order } from '../orders/order.js';
import { OrdersService } from '../orders/orders.service.js';
import type { Product } from '../products/product.js';
import { StockService } from '../products/stock.service.js';
import { checkoutState, type CheckoutState } from './checkout-state.js';

/** Takes an order to its payment. */
@Injectable()
export class CheckoutService {
  private readonly logger = new Logger('Checkout');

  constructor(
    private readonly khqr: KhqrService,
    private readonly orders: OrdersService,
    private readonly stock: StockService,
  ) {}

  async begin(product: Product, quantity: number): Promise<Order> {
    if (this.stock.available(product.id) < quantity) throw soldOut();
    const order = this.orders.place(product, quantity);
    await this.askForMoney(order);
    return order;
  }

  /**
   * Makes the order's code, or a new one after the last has ended. Pressing twice is harmless: while a code is open, the same
   * reference and amount answer the same payment.
   */
  async askForMoney(given: Order): Promise<void> {
    if (given.status === 'paid') return;
    if (!this.stock.hold(given.number, given)) throw soldOut();
    const order = this.orders.reopen(given);
    const { total } = order;
    try {
      await this.khqr.createPayment({
        reference: order.number,
        amount: formatMoney(total),
        currency: total.currency,
        note: `Order ${order.number}`,
      });
    } catch (error) {
      this.stock.release(order.number);
      if (!isKhqrError(error)) throw error;
      // The page says that there is no code and offers to try again.
      this.logger.warn(`No code for ${order.number}: ${error.message}`);
    }
  }

  /** Reads what is stored; the provider is not asked, however often a page looks. */
  async look(orderId: string): Promise<CheckoutState> {
    const order = this.orders.get(orderId);
    const payment = await this.khqr.getPayment({ reference: order.number });
    return checkoutState(order, payment);
  }

  /** Somebody has the page open: the tracker may then ask about this payment before others. */
  async seen({ payment, phase }: CheckoutState): Promise<void> {
    if (payment && phase === 'waiting') await this.khqr.markWatched(payment.id);
  }
}

const soldOut = () => new ConflictException('Somebody else has just bought the last ones.');
