import {
  answer,
  serve,
  type DriverReply,
  type DriverRequest,
  type DriverRoute,
} from '../../web/driver.exchange.js';
import { refusal } from './api.refusal.js';

/** Runs a handler on a driver of Nest. What fails is the operator's to read, and the client's to hear of in one sentence. */
export async function serveApi(
  route: DriverRoute,
  request: DriverRequest,
  reply: DriverReply,
  failed: (error: unknown) => void,
): Promise<void> {
  try {
    await serve(route, request, reply);
  } catch (error) {
    failed(error);
    // The request is not read again: it may be what failed.
    answer(refusal('server').refused, reply);
  }
}
