import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Header,
  HttpException,
  HttpStatus,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { WebRequest, WebResponse } from '../web/http.js';
import { SeeOther } from '../web/see-other.exception.js';
import { AdminGuard, isOwnForm } from './admin.guard.js';
import { AdminSessions } from './admin.sessions.js';
import { loginPage } from './login.view.js';

@Controller('admin')
export class LoginController {
  constructor(private readonly sessions: AdminSessions) {}

  @Get()
  start(): never {
    throw new SeeOther('/admin/payments');
  }

  @Get('login')
  show(): string {
    return loginPage(false);
  }

  @Post('login')
  @Header('content-type', 'text/html; charset=utf-8')
  signIn(
    @Body() form: { readonly password?: unknown } = {},
    @Req() request: WebRequest,
    @Res({ passthrough: true }) response: WebResponse,
  ): string {
    if (!isOwnForm(request)) throw new ForbiddenException('Please sign in on the shop’s own page.');
    if (this.sessions.isUnderAttack) {
      throw new HttpException(
        'Too many wrong passwords; wait a minute.',
        HttpStatus.TOO_MANY_REQUESTS,
      );
    }
    if (!this.sessions.isPassword(form.password)) return loginPage(true);
    response.setHeader('set-cookie', this.sessions.cookie(request.secure));
    throw new SeeOther('/admin/payments');
  }

  @Post('logout')
  @UseGuards(AdminGuard)
  signOut(@Req() request: WebRequest, @Res({ passthrough: true }) response: WebResponse): never {
    response.setHeader('set-cookie', this.sessions.ended(request.secure));
    throw new SeeOther('/admin/login');
  }
}
