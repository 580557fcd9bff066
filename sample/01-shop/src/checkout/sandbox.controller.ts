import { Controller, NotFoundException, Param, Post, Redirect } from '@nestjs/common';
import { KhqrConflictError, SandboxBank } from 'nestjs-khqr';
import { CheckoutService } from './checkout.service.js';

/** Stands in for the customer's phone, and only on the sandbox: with a real provider these routes are not there. */
@Controller('sandbox')
export class SandboxController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly bank: SandboxBank,
  ) {}

  @Post(':id/pay')
  @Redirect(undefined, 303)
  async pay(@Param('id') id: string): Promise<{ url: string }> {
    const md5 = await this.openCode(id);
    try {
      if (md5 !== null) this.bank.pay(md5);
    } catch (error) {
      // Pressed twice, or too late: the page shows how it stands.
      if (!(error instanceof KhqrConflictError)) throw error;
    }
    return { url: `/checkout/${id}` };
  }

  @Post(':id/expire')
  @Redirect(undefined, 303)
  async expire(@Param('id') id: string): Promise<{ url: string }> {
    const md5 = await this.openCode(id);
    if (md5 !== null) this.bank.expire(md5);
    return { url: `/checkout/${id}` };
  }

  private async openCode(id: string): Promise<string | null> {
    const { payment, phase } = await this.checkout.look(id);
    if (payment?.provider !== 'sandbox') throw new NotFoundException('There is no sandbox here.');
    return phase === 'waiting' ? payment.md5 : null;
  }
}
