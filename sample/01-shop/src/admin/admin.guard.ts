import {
  ForbiddenException,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { headerOf, type WebRequest } from '../web/http.js';
import { SeeOther } from '../web/see-other.exception.js';
import { AdminSessions } from './admin.sessions.js';

/** Lets the shop's staff in, and no form that stands on another site. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly sessions: AdminSessions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<WebRequest>();
    if (!this.sessions.isSignedIn(headerOf(request, 'cookie'))) throw new SeeOther('/admin/login');
    if (request.method !== 'GET' && !isOwnForm(request)) {
      throw new ForbiddenException('This form does not come from the shop’s own pages.');
    }
    return true;
  }
}

/** The cookie is SameSite=Strict; beside it, browsers say with every POST which site the form stands on. */
export function isOwnForm(request: WebRequest): boolean {
  const origin = headerOf(request, 'origin');
  return URL.canParse(origin) && new URL(origin).host === headerOf(request, 'host');
}
