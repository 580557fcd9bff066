import { Body, Controller, Get, Param, Post, Query, Redirect, UseGuards } from '@nestjs/common';
import { KhqrOperations, KhqrService, type Payment } from 'nestjs-khqr';
import { OrdersService } from '../orders/orders.service.js';
import { SeeOther } from '../web/see-other.exception.js';
import { AdminGuard } from './admin.guard.js';
import { paymentPage } from './payment.view.js';
import { readFilter, readSearch } from './payment-search.js';
import { paymentsPage } from './payments.view.js';

/** As the type of what `resolveReview` takes, which refuses by name whatever else a browser sends. */
type ReviewForm = Parameters<KhqrOperations['resolveReview']>[1];

/** What the shop's staff see of payments, and what they decide. */
@Controller('admin/payments')
@UseGuards(AdminGuard)
export class PaymentsController {
  constructor(
    private readonly operations: KhqrOperations,
    private readonly khqr: KhqrService,
    private readonly orders: OrdersService,
  ) {}

  @Get()
  async list(@Query() query: Readonly<Record<string, unknown>>): Promise<string> {
    const search = readSearch(query);
    const [found, stats] = await Promise.all([
      this.operations.listPayments(readFilter(search)),
      this.operations.stats(),
    ]);
    return paymentsPage({ ...found, search, stats });
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<string> {
    const payment = await this.get(id);
    const [history, deliveries, stats] = await Promise.all([
      this.operations.getHistory(payment.id),
      this.operations.listDeliveries({ paymentId: payment.id }),
      this.operations.stats(),
    ]);
    return paymentPage({ payment, history, deliveries, stats });
  }

  /** Asks the provider now, as far as its rate allows. */
  @Post(':id/check')
  @Redirect(undefined, 303)
  async check(@Param('id') id: string): Promise<{ url: string }> {
    await this.khqr.checkPayment(id);
    return { url: `/admin/payments/${id}` };
  }

  /** A person ends a review; who and why stays in the payment's history. */
  @Post(':id/review')
  @Redirect(undefined, 303)
  async resolve(@Param('id') id: string, @Body() form: ReviewForm): Promise<{ url: string }> {
    const { reference, status } = await this.operations.resolveReview(id, form);
    if (status === 'REJECTED') await this.orders.release(reference);
    return { url: `/admin/payments/${id}` };
  }

  private async get(id: string): Promise<Payment> {
    const payment = await this.khqr.getPayment({ id });
    if (payment) return payment;
    throw new SeeOther('/admin/payments');
  }
}
