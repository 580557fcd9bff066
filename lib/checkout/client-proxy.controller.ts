import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { DriverReply, DriverRequest } from '../web/driver.exchange.js';
import type { CheckoutRequest } from './checkout.options.js';
import { ClientProxy } from './client.proxy.js';

/** The two calls of APIKHQR's samples for apps, and the picture that they show. */
export abstract class ClientProxyController {
  constructor(@Inject(ClientProxy) private readonly proxy: ClientProxy) {}

  @Post('generate-qr')
  generate(
    @Req() request: DriverRequest & CheckoutRequest,
    @Res() reply: DriverReply,
  ): Promise<void> {
    return this.proxy.generate(request, reply);
  }

  @Get('payment-status')
  status(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.proxy.status(request, reply);
  }

  @Get('qr/:md5')
  picture(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.proxy.picture(request, reply);
  }
}
