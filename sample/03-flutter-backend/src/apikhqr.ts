import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { startSandbox, type SandboxServer } from 'nestjs-khqr/sandbox';
import { Settings } from './settings.js';

/** The service that the key is for, or a simulated one with a page to pay on. */
export class Apikhqr implements OnApplicationShutdown {
  private constructor(
    readonly key: string,
    private readonly sandbox: SandboxServer | null,
  ) {}

  static async open({ apikhqrKey }: Settings): Promise<Apikhqr> {
    if (apikhqrKey !== undefined) return new Apikhqr(apikhqrKey, null);
    const sandbox = await startSandbox();
    return new Apikhqr(sandbox.apiKey, sandbox);
  }

  /** Undefined: its own address. */
  get baseUrl(): string | undefined {
    return this.sandbox?.baseUrls.apikhqr;
  }

  /** Where a simulated customer pays. */
  get page(): string | undefined {
    return this.sandbox?.url;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.close();
  }
}

@Module({
  providers: [{ provide: Apikhqr, inject: [Settings], useFactory: Apikhqr.open.bind(Apikhqr) }],
  exports: [Apikhqr],
})
export class ApikhqrModule {}
