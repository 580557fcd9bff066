import { Injectable } from '@nestjs/common';
import { isKhqrError, OnPaymentPaid, PaymentPaidEvent, type Payment } from 'nestjs-khqr';
import { SystemRandom } from '../../../lib/clock/system.random.js';
import type { AccountOptions } from '../../../lib/providers/provider.options.js';
import { startSandboxOn, type SandboxServer } from '../../../lib/sandbox/sandbox.server.js';
import type { SandboxSettings } from '../../../lib/sandbox/control/fault.settings.js';
import { FastClock } from '../../support/fast.clock.js';
import { openHost, type Host } from '../../support/host.js';

/** 3 s between two questions are 100 ms of the test's. */
const FACTOR = 30;

@Injectable()
class Fulfilment {
  readonly shipped: string[] = [];

  @OnPaymentPaid()
  ship({ payment }: PaymentPaidEvent): void {
    this.shipped.push(payment.reference);
  }
}

/** A shop and the sandbox server, with a network between them and one clock for both. */
export class HardDay {
  private constructor(
    readonly clock: FastClock,
    readonly sandbox: SandboxServer,
    readonly shop: Host,
  ) {}

  /** @param start milliseconds since 1970. @default now */
  static async begin(
    accountOf: (sandbox: SandboxServer) => AccountOptions,
    faults: SandboxSettings,
    start?: number,
  ): Promise<HardDay> {
    const clock = new FastClock(FACTOR, start);
    const sandbox = await startSandboxOn(clock, {});
    try {
      const shop = await openHost(
        { ...accountOf(sandbox), tracker: { tickMs: 200 } },
        { providers: [Fulfilment], runtime: { clock, random: new SystemRandom() } },
      );
      const day = new HardDay(clock, sandbox, shop);
      await day.setFaults(faults);
      return day;
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.shop.app.close();
    await this.sandbox.close();
  }

  get shipped(): readonly string[] {
    return this.shop.app.get(Fulfilment).shipped;
  }

  async setFaults(faults: SandboxSettings): Promise<void> {
    await this.control('PUT', '/faults', faults);
  }

  /** The customer presses the button until there is a code. */
  async order(reference: string, amount: string): Promise<Payment> {
    for (;;) {
      try {
        const order = { reference, amount, currency: 'USD', note: reference } as const;
        return await this.shop.khqr.createPayment(order);
      } catch (error) {
        if (!isKhqrError(error) || !error.retryable) throw error;
        await this.clock.pass(500);
      }
    }
  }

  /** The customer's phone, which no fault befalls. */
  async pay({ md5, qrString }: Payment): Promise<void> {
    if (!this.sandbox.bank.find(md5)) await this.control('POST', '/scan', { qr: qrString });
    await this.control('POST', `/payments/${md5}/pay`, {});
  }

  private async control(method: string, path: string, body: object): Promise<void> {
    const url = `${this.sandbox.url}/sandbox${path}`;
    const answer = await fetch(url, { method, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}
