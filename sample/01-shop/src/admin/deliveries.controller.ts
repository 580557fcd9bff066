import { Body, Controller, Get, Post, Query, Redirect, UseGuards } from '@nestjs/common';
import { KhqrOperations } from 'nestjs-khqr';
import { CourierService } from '../fulfilment/courier.service.js';
import { Settings } from '../settings.js';
import { AdminGuard } from './admin.guard.js';
import { deliveriesPage, DELIVERY_STATUSES } from './deliveries.view.js';

/** What is on its way to the shop's handlers, and what did not arrive. */
@Controller('admin/deliveries')
@UseGuards(AdminGuard)
export class DeliveriesController {
  constructor(
    private readonly operations: KhqrOperations,
    private readonly courier: CourierService,
    private readonly settings: Settings,
  ) {}

  @Get()
  async list(@Query('status') asked?: string): Promise<string> {
    const status = DELIVERY_STATUSES.find((one) => one === asked) ?? 'dead';
    const [deliveries, stats] = await Promise.all([
      this.operations.listDeliveries({ status }),
      this.operations.stats(),
    ]);
    const courierIsBroken = this.settings.isSandbox ? this.courier.broken : undefined;
    return deliveriesPage({ status, deliveries, stats, courierIsBroken });
  }

  /** One dead letter, or all of them. */
  @Post('redeliver')
  @Redirect('/admin/deliveries', 303)
  async redeliver(@Body() form: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { eventId, handlerId } = form;
    const one = typeof eventId === 'string' && typeof handlerId === 'string';
    await this.operations.redeliver(one ? { eventId, handlerId } : {});
  }
}
