import { Controller, NotFoundException, Param, Post, Redirect, UseGuards } from '@nestjs/common';
import { formatMoney, KhqrService, SandboxBank, type Payment } from 'nestjs-khqr';
import { AdminGuard } from '../admin/admin.guard.js';
import { CourierService } from '../fulfilment/courier.service.js';
import { Settings } from '../settings.js';

/** Makes things happen that a newcomer wants to see, and only on the sandbox. */
@Controller('admin/demo')
@UseGuards(AdminGuard)
export class DemoController {
  constructor(
    private readonly khqr: KhqrService,
    private readonly bank: SandboxBank,
    private readonly courier: CourierService,
    private readonly settings: Settings,
  ) {}

  @Post('payments/:id/pay')
  @Redirect(undefined, 303)
  async pay(@Param('id') id: string): Promise<{ url: string }> {
    const { md5 } = await this.openPayment(id);
    this.bank.pay(md5);
    return backTo(id);
  }

  @Post('payments/:id/pay-half')
  @Redirect(undefined, 303)
  async payHalf(@Param('id') id: string): Promise<{ url: string }> {
    const { md5, amountMinor, currency } = await this.openPayment(id);
    const minor = Math.ceil(amountMinor / 2);
    this.bank.pay(md5, { amount: formatMoney({ minor, currency }) });
    return backTo(id);
  }

  @Post('payments/:id/expire')
  @Redirect(undefined, 303)
  async expire(@Param('id') id: string): Promise<{ url: string }> {
    const { md5 } = await this.openPayment(id);
    this.bank.expire(md5);
    return backTo(id);
  }

  @Post('courier')
  @Redirect('/admin/deliveries', 303)
  toggleCourier(): void {
    if (!this.settings.isSandbox) throw new NotFoundException('There is no sandbox here.');
    this.courier.broken = !this.courier.broken;
  }

  private async openPayment(id: string): Promise<Payment> {
    const payment = await this.khqr.getPayment({ id });
    if (payment?.provider === 'sandbox' && payment.status === 'PENDING') return payment;
    throw new NotFoundException('There is no open code of the sandbox.');
  }
}

/** The tracker notices what has happened within a few seconds. */
const backTo = (id: string) => ({ url: `/admin/payments/${id}` });
