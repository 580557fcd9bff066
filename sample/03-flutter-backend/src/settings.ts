import { Global, Module } from '@nestjs/common';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the person who starts the backend has to change; its message is all that is shown. */
export class SettingsError extends Error {}

/** What the environment says, read once. */
export class Settings {
  readonly port: number;
  /** APIKHQR's key; undefined: a simulated APIKHQR in this process. */
  readonly apikhqrKey: string | undefined;

  /** @throws SettingsError */
  constructor(env: Environment) {
    const text = env['PORT'] ?? '3000';
    this.port = Number(text);
    if (text.trim() === '' || !Number.isInteger(this.port) || this.port < 0 || this.port > 65_535) {
      throw new SettingsError(`PORT must be a number from 0 to 65535, got '${text}'.`);
    }
    const key = env['APIKHQR_KEY']?.trim() ?? '';
    if (key === '' && env['NODE_ENV'] === 'production') {
      throw new SettingsError('APIKHQR_KEY is needed: the simulated APIKHQR gives goods away.');
    }
    this.apikhqrKey = key === '' ? undefined : key;
  }
}

@Global()
@Module({
  providers: [{ provide: Settings, useFactory: () => new Settings(process.env) }],
  exports: [Settings],
})
export class SettingsModule {}
