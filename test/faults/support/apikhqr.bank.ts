import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { khqrText } from '../../packaging/khqr-text.js';
import { CheckAudit } from './check.audit.js';
import type { Code } from './shop.process.js';

export const KEY = 'sk_live_faults';

export interface BankOptions {
  /** Whether PAID is told again, or each md5 is claimed once and answers 409 from then on. */
  readonly claim: 'repeat' | 'once';
  /** Share of answers that are lost on their way, 0 to 1; what they tell counts as told. @default 0 */
  readonly lost?: number;
  /** Share of status calls that fail with 500, half of them after they have claimed. @default 0 */
  readonly errors?: number;
  /** Before each answer, milliseconds. @default 2 */
  readonly latencyMs?: number;
  /** 0 to 1, for what is left to chance. @default Math.random */
  readonly chance?: () => number;
}

/** An answer that is no answer. */
export interface Refusal {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

interface Sale extends Code {
  readonly bill: string;
  paidAt: number | null;
  claimed: boolean;
}

/** An APIKHQR v1 server that shares no line with the library, loses answers, and counts what it is asked. */
export class ApikhqrBank {
  readonly audit = new CheckAudit();
  /** What the next status calls are refused with, in this order. */
  readonly refusals: Refusal[] = [];
  /** How many calls have come in. */
  calls = 0;
  /** Called when a check has come in, and has claimed the code if it is paid; the answer waits for what it answers. */
  onCheck: (check: { readonly md5: string; readonly paid: boolean }) => unknown = () => undefined;
  private readonly sales = new Map<string, Sale>();
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  private constructor(private readonly options: BankOptions) {}

  static async open(options: BankOptions): Promise<ApikhqrBank> {
    const bank = new ApikhqrBank(options);
    bank.server.listen(0, '127.0.0.1');
    await once(bank.server, 'listening');
    return bank;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1`;
  }

  /** References whose code was paid. */
  get paid(): ReadonlySet<string> {
    const paid = [...this.sales.values()].filter(({ paidAt }) => paidAt !== null);
    return new Set(paid.map(({ reference }) => reference));
  }

  /** Makes a code without a call, for `adoptPayment`. */
  issue(reference: string, amount: string, currency: 'USD' | 'KHR'): Code {
    const now = Date.now();
    const bill = `PAY${now}${this.sales.size}`;
    const { text, md5 } = khqrText({ amount: Number(amount), currency, bill, now });
    const expiresAt = now + 300_000;
    const code = { reference, amount, currency, md5, qrString: text, expiresAt };
    this.sales.set(md5, { ...code, bill, paidAt: null, claimed: false });
    return code;
  }

  /** The customer pays. */
  pay(md5: string): void {
    const sale = this.sales.get(md5);
    if (!sale) throw new Error(`There is no code ${md5}.`);
    sale.paidAt ??= Date.now();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback');
    this.calls += 1;
    if (request.headers['x-api-key'] !== KEY) answer(response, 401, { error: 'Unauthorized' });
    else if (request.method === 'POST') await this.generate(request, response);
    else this.status(url.searchParams.get('md5') ?? '', response);
  }

  private async generate(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { amount, currency, note } = await bodyOf(request);
    const code = this.issue(note, String(amount), currency);
    await this.wait();
    if (this.happens(this.options.lost)) response.destroy();
    else
      answer(response, 201, {
        bill_number: this.sales.get(code.md5)?.bill,
        qr_string: code.qrString,
        md5: code.md5,
        amount,
        currency,
        expires_at: localTime(code.expiresAt),
      });
  }

  private status(md5: string, response: ServerResponse): void {
    const refusal = this.refusals.shift();
    if (refusal) {
      const { status, location, text } = refusal;
      response.writeHead(status, { 'content-type': 'application/json', location }).end(text);
      return;
    }
    const sale = this.sales.get(md5);
    if (!sale) {
      answer(response, 404, { error: 'Not Found' });
      return;
    }
    const end = this.audit.begin(md5);
    response.once('close', end);
    const fails = this.happens(this.options.errors);
    const claims = !fails || this.happens(0.5);
    const again = sale.claimed && this.options.claim === 'once';
    const paid = sale.paidAt !== null;
    const told = statusOf(sale);
    if (claims && paid) sale.claimed = true;
    void Promise.all([this.wait(), this.onCheck({ md5, paid })]).then(() => {
      if (this.happens(this.options.lost)) response.destroy();
      else if (fails) answer(response, 500, { error: 'Internal Server Error' });
      else if (again) answer(response, 409, { error: 'Payment already claimed' });
      else answer(response, 200, told);
    });
  }

  private happens(share = 0): boolean {
    return (this.options.chance ?? Math.random)() < share;
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.options.latencyMs ?? 2));
  }
}

function statusOf(sale: Sale): Record<string, unknown> {
  return {
    status: sale.paidAt === null ? 'WAITING' : 'PAID',
    bill_number: sale.bill,
    md5: sale.md5,
    amount: Number(sale.amount),
    currency: sale.currency,
    paid_at: sale.paidAt === null ? null : localTime(sale.paidAt),
    expires_at: localTime(sale.expiresAt),
  };
}

/** ISO 8601 with Phnom Penh's offset, as the API writes its times. */
function localTime(ms: number): string {
  return `${new Date(ms + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: status < 400, ...body }));
}

interface GenerateBody {
  readonly amount: number;
  readonly currency: 'USD' | 'KHR';
  readonly note: string;
}

async function bodyOf(request: IncomingMessage): Promise<GenerateBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as GenerateBody;
}
