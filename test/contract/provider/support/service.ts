import type { ServerResponse } from 'node:http';
import { encodeKhqr } from '../../../../lib/emv/index.js';
import type { Currency } from '../../../../lib/payment/money.js';
import type { ProviderFault } from '../../../../lib/testing/provider-contract.js';
import { listen, type Arrived, type Loopback } from './loopback.js';
import { SERVER_DATE } from './recordings.js';

/** A code as the service keeps it. */
export interface ServiceCode {
  readonly qr: string;
  readonly md5: string;
  readonly bill: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly account: string;
  status: 'WAITING' | 'PAID' | 'EXPIRED';
  claims: number;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** A payment service on loopback: keeps codes, lets the test pay them, and plays faults. */
export abstract class Service {
  readonly codes = new Map<string, ServiceCode>();
  #fault: ProviderFault | undefined;
  #loopback: Loopback | undefined;

  get origin(): string {
    return this.#loopback?.origin ?? '';
  }

  async open(): Promise<this> {
    this.#loopback = await listen((request, response) => this.#serve(request, response));
    return this;
  }

  async close(): Promise<void> {
    await this.#loopback?.close();
  }

  /** Befalls the next request. */
  strike(fault: ProviderFault): void {
    this.#fault = fault;
  }

  code(md5: string): ServiceCode {
    const code = this.codes.get(md5);
    if (!code) throw new Error(`No code ${md5}.`);
    return code;
  }

  protected abstract answer(request: Arrived): ServiceAnswer;

  protected issue(amount: number, currency: Currency, account: string, name: string): ServiceCode {
    const bill = `PAY${String(this.codes.size + 1).padStart(15, '0')}`;
    const createdAt = Date.parse('2026-05-24T05:30:00Z');
    const { qr, md5 } = encodeKhqr({
      account,
      merchantName: name,
      amount,
      currency,
      billNumber: bill,
      createdAt,
      expiresAt: createdAt + 300_000,
    });
    const code = {
      qr,
      md5,
      bill,
      amount,
      currency,
      account,
      status: 'WAITING',
      claims: 0,
    } as const;
    const kept: ServiceCode = { ...code };
    this.codes.set(md5, kept);
    return kept;
  }

  #serve(request: Arrived, response: ServerResponse): void {
    const fault = this.#fault;
    this.#fault = undefined;
    response.setHeader('date', SERVER_DATE);
    const played = fault === undefined ? this.answer(request) : this.#play(fault, request);
    if (!played) {
      response.destroy();
      return;
    }
    response.statusCode = played.status;
    response.end(typeof played.json === 'string' ? played.json : JSON.stringify(played.json));
  }

  #play(fault: ProviderFault, request: Arrived): ServiceAnswer | undefined {
    switch (fault) {
      case 'refused-credential':
        return { status: 401, json: { error: `Refused: ${JSON.stringify(request.headers)}` } };
      case 'rate-limited':
        return { status: 429, json: { error: 'Too many requests' } };
      case 'refused-payment':
        return { status: 400, json: { error: 'Invalid parameters' } };
      case 'server-error':
        return { status: 500, json: { error: 'Server error' } };
      case 'garbled':
        return { status: 200, json: `<html>${JSON.stringify(request.headers)}</html>` };
      case 'lost':
        // It acts before its answer gets lost.
        this.answer(request);
        return undefined;
    }
  }
}
