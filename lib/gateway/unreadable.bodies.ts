import type { DriverReply, DriverRequest } from '../web/driver.exchange.js';
import type { WebBody } from '../web/web-exchange.js';

/** Answers a request whose body the driver could not read. */
export type AnswerUnreadable = (body: WebBody, request: DriverRequest, reply: DriverReply) => void;

/** What both drivers' adapters have. */
export interface HttpDriver {
  getType(): string;
  getInstance(): unknown;
}

interface Express {
  use(
    handler: (
      error: unknown,
      request: DriverRequest,
      reply: DriverReply,
      next: (error: unknown) => void,
    ) => void,
  ): void;
}

interface FastifyRoute {
  readonly url: string;
  errorHandler?: (error: unknown, request: DriverRequest, reply: DriverReply) => void;
}

interface Fastify {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
}

/**
 * What a driver's own parser refuses never reaches a controller, and the application would answer it in words of its own. Takes
 * such requests to `route`, a path without a prefix of the application's; must be called after the parsers are there and before
 * the routes are.
 */
export function takeUnreadable(driver: HttpDriver, route: string, answer: AnswerUnreadable): void {
  if (driver.getType() === 'express') {
    (driver.getInstance() as Express).use((error, request, reply, next) => {
      const body = unreadable(error);
      if (body && leadsTo(route, request.originalUrl ?? request.url)) answer(body, request, reply);
      else next(error);
    });
  } else if (driver.getType() === 'fastify') {
    (driver.getInstance() as Fastify).addHook('onRoute', (options) => {
      if (!leadsTo(route, options.url)) return;
      options.errorHandler = (error, request, reply) => {
        const body = unreadable(error);
        if (!body) throw error;
        answer(body, request, reply);
      };
    });
  }
}

/** What Express's and Fastify's parsers call it; undefined for any other error. */
function unreadable(error: unknown): WebBody | undefined {
  const { type, code, statusCode } = Object(error) as Readonly<Record<string, unknown>>;
  const names = [type, code].filter((name) => typeof name === 'string');
  if (names.includes('entity.too.large') || names.includes('FST_ERR_CTP_BODY_TOO_LARGE')) {
    return { kind: 'too-large' };
  }
  const isParsers = names.some((name) => /^(entity|charset|encoding)\.|^FST_ERR_CTP_/.test(name));
  // Fastify's parser throws what JSON.parse does.
  const isSyntax = error instanceof SyntaxError && statusCode === 400;
  return isParsers || isSyntax ? { kind: 'malformed' } : undefined;
}

/** Below whatever the application puts before its routes. Express minds neither case nor a slash at the end. */
function leadsTo(route: string, target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return path.replace(/\/+$/, '').toLowerCase().endsWith(route.toLowerCase());
}
