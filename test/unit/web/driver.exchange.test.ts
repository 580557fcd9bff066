import { expect, it } from '@jest/globals';
import { serveApi } from '../../../lib/gateway/api/serve.api.js';
import type { DriverReply, DriverRequest } from '../../../lib/web/driver.exchange.js';

function keeper() {
  const sent: { status?: number; body?: unknown } = {};
  const reply: DriverReply = {
    status(code) {
      sent.status = code;
      return reply;
    },
    header: () => reply,
    send(body) {
      sent.body = body;
      return reply;
    },
  };
  return { sent, reply };
}

it('a request that cannot be read is answered in the API’s words, and told of once', async () => {
  const { sent, reply } = keeper();
  const request = {
    method: 'POST',
    url: '/khqr/generate',
    protocol: 'http',
    headers: {},
    get body(): unknown {
      throw new RangeError('Maximum call stack size exceeded');
    },
  } satisfies DriverRequest;
  const failures: unknown[] = [];
  const route = { marker: '/khqr/', handler: () => Promise.resolve(null) };
  await serveApi(route, request, reply, (error) => failures.push(error));
  expect(failures).toEqual([expect.any(RangeError)]);
  expect(sent.status).toBe(500);
  expect(JSON.parse(String(sent.body))).toMatchObject({ success: false, code: 'SERVER_ERROR' });
});
