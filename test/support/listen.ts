import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

/**
 * Listens on this machine alone, and answers where. Connections that are kept are the client's to close: where the machine
 * stands still for five seconds, a server would close one that is just being used again.
 */
export async function listen(app: INestApplication, port = 0): Promise<string> {
  await app.listen(port, '127.0.0.1');
  (app.getHttpServer() as Server).keepAliveTimeout = 0;
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}
