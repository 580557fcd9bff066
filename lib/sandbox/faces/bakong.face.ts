import type { BakongStandIn } from '../../providers/sandbox/bakong.stand-in.js';
import type { WebHandler, WebRoute } from '../../web/web-exchange.js';

/** The National Bank's Bakong Open API: its stand-in, which takes texts, behind this server, which has read them. */
export function bakongRoutes(standIn: BakongStandIn): readonly WebRoute[] {
  const handler: WebHandler = ({ method, params, headers, body }) =>
    standIn.handle({
      method,
      path: `/v1/${params['call'] ?? ''}`,
      headers,
      body: body.kind === 'json' ? JSON.stringify(body.value) : '',
    });
  // It answers every other method itself, with the page that stands before the API.
  return (['GET', 'POST', 'PUT', 'DELETE'] as const).map((method) => ({
    method,
    path: '/v1/:call',
    handler,
  }));
}
