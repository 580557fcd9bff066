import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { DriverReply, DriverRequest } from '../web/driver.exchange.js';
import { GatewayRuntime } from './gateway.runtime.js';

/** APIKHQR's REST API v1. Mounted by the module, which gives it its path. */
export abstract class GatewayController {
  constructor(@Inject(GatewayRuntime) private readonly runtime: GatewayRuntime) {}

  @Post('khqr/generate')
  generate(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.runtime.serve('generate', '/khqr/', request, reply);
  }

  @Get('khqr/status')
  status(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.runtime.serve('status', '/khqr/', request, reply);
  }

  @Get('qr/:md5')
  picture(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.runtime.serve('picture', '/qr/', request, reply);
  }

  @Get('openapi.json')
  description(@Req() request: DriverRequest, @Res() reply: DriverReply): Promise<void> {
    return this.runtime.serve('description', '/openapi.json', request, reply);
  }
}
