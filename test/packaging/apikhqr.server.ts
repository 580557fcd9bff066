import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { khqrText } from './khqr-text.js';

export const KEY = 'sk_live_packaging';

interface Sale {
  readonly bill: string;
  readonly note: string;
  readonly amount: number;
  readonly currency: string;
  readonly expiresAt: string;
  /** How often its status was asked. */
  asked: number;
  /** How many of those questions are unanswered right now. */
  open: number;
  claimed: boolean;
}

/** What the server saw; `problems` is empty for a client that keeps the rules. */
export interface Ledger {
  readonly generated: string[];
  readonly problems: string[];
  statusCalls: number;
}

export interface ApikhqrServer {
  readonly baseUrl: string;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** ISO 8601 with Phnom Penh's offset, as the API writes its times. */
function localTime(ms: number): string {
  return `${new Date(ms + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: status < 400, ...body }));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}

/**
 * An APIKHQR v1 server that shares no line with the library. Customers whose note `isPaid` accepts pay between the
 * first and the second question; a PAID is told once, after that the md5 is claimed (409).
 */
export async function startApikhqrServer(
  isPaid: (note: string) => boolean,
): Promise<ApikhqrServer> {
  const sales = new Map<string, Sale>();
  const ledger: Ledger = { generated: [], problems: [], statusCalls: 0 };

  async function generate(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { amount, currency, note } = await bodyOf(request);
    if (typeof amount !== 'number' || typeof currency !== 'string' || typeof note !== 'string') {
      ledger.problems.push(`generate with ${typeof amount} amount`);
      answer(response, 400, { error: 'Bad Request' });
      return;
    }
    const now = Date.now();
    const bill = `PAY${now}${ledger.generated.length}`;
    const { text, md5 } = khqrText({ amount, currency, bill, now });
    const expiresAt = localTime(now + 300_000);
    sales.set(md5, { bill, note, amount, currency, expiresAt, asked: 0, open: 0, claimed: false });
    ledger.generated.push(note);
    answer(response, 201, {
      bill_number: bill,
      qr_string: text,
      qr_image_url: `https://images.example/qr/${md5}`,
      md5,
      amount,
      currency,
      expires_at: expiresAt,
    });
  }

  function status(md5: string, response: ServerResponse): void {
    ledger.statusCalls += 1;
    const sale = sales.get(md5);
    if (!sale) {
      ledger.problems.push(`status of unknown md5 ${md5}`);
      answer(response, 404, { error: 'Not Found' });
      return;
    }
    if (sale.open > 0) ledger.problems.push(`two checks of ${sale.note} at a time`);
    sale.open += 1;
    sale.asked += 1;
    // Slow enough that a second question, if there is one, meets the first.
    setTimeout(() => {
      sale.open -= 1;
      if (sale.claimed) {
        ledger.problems.push(`${sale.note} asked again after PAID`);
        answer(response, 409, { error: 'Payment already claimed' });
        return;
      }
      const paid = sale.asked > 1 && isPaid(sale.note);
      sale.claimed = paid;
      answer(response, 200, {
        status: paid ? 'PAID' : 'WAITING',
        bill_number: sale.bill,
        md5,
        amount: sale.amount,
        currency: sale.currency,
        paid_at: paid ? localTime(Date.now()) : null,
        expires_at: sale.expiresAt,
      });
    }, 40);
  }

  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    if (request.headers['x-api-key'] !== KEY) {
      ledger.problems.push('a request without the key');
      answer(response, 401, { error: 'Unauthorized' });
    } else if (request.method === 'POST' && url.pathname === '/api/v1/khqr/generate') {
      generate(request, response).catch((error: unknown) => response.destroy(error as Error));
    } else if (request.method === 'GET' && url.pathname === '/api/v1/khqr/status') {
      status(url.searchParams.get('md5') ?? '', response);
    } else {
      ledger.problems.push(`${request.method ?? ''} ${url.pathname}`);
      answer(response, 404, { error: 'Not Found' });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    ledger,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
