import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { startSandbox, type SandboxServer } from 'nestjs-khqr/sandbox';
import { Settings } from './settings.js';

/** The Bakong Open API: the National Bank's, or a simulated one with a page to pay on. */
export class Bank implements OnApplicationShutdown {
  private constructor(
    readonly token: string,
    private readonly sandbox: SandboxServer | null,
  ) {}

  static async open({ bakongToken }: Settings): Promise<Bank> {
    if (bakongToken !== undefined) return new Bank(bakongToken, null);
    const sandbox = await startSandbox();
    return new Bank(sandbox.apiKey, sandbox);
  }

  /** Undefined: the National Bank's own address. */
  get baseUrl(): string | undefined {
    return this.sandbox?.baseUrls.bakong;
  }

  /** Where a simulated customer scans and pays. */
  get page(): string | undefined {
    return this.sandbox?.url;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.close();
  }
}

@Module({
  providers: [{ provide: Bank, inject: [Settings], useFactory: Bank.open.bind(Bank) }],
  exports: [Bank],
})
export class BankModule {}
