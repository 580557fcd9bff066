import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isKhqrError } from 'nestjs-khqr';
import { AppModule } from './app.module.js';
import { Settings, SettingsError } from './settings.js';

async function start(): Promise<void> {
  // What is wrong with the settings is said once, below, without Nest's stack.
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  app.useLogger(new ConsoleLogger({ logLevels: ['error', 'warn'] }));
  // SIGTERM and Ctrl+C end checks and handlers under way before the process goes.
  app.enableShutdownHooks();
  const settings = app.get(Settings);
  try {
    await app.listen(settings.port);
  } catch (error) {
    await app.close();
    throw error;
  }
  console.log(welcome((await app.getUrl()).replace('[::1]', 'localhost'), settings));
}

function welcome(address: string, settings: Settings): string {
  const { provider, baseUrl, adminPassword, adminPasswordIsNew, databaseUrl, dataFile, isSandbox } =
    settings;
  const password = adminPasswordIsNew
    ? `password ${adminPassword} (ADMIN_PASSWORD sets your own)`
    : 'password as in ADMIN_PASSWORD';
  const payments = isSandbox
    ? 'simulated; the payment page has a button that stands in for the customer’s phone'
    : `through ${provider}${baseUrl === undefined ? ', with real money' : ` at ${baseUrl}`}`;
  return `
  The shop is open:  ${address}
  Its staff:         ${address}/admin, ${password}
  Payments:          ${payments}
  Data:              ${databaseUrl === undefined ? dataFile : 'PostgreSQL, as in DATABASE_URL'}
  Ctrl+C ends it; the next start goes on where it was.
`;
}

start().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});

function explain(error: unknown): unknown {
  if (error instanceof SettingsError || isKhqrError(error)) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = process.env['PORT'] ?? '3000';
    return `Port ${port} is taken. Choose another: PORT=${Number(port) + 1} npm start`;
  }
  return error;
}
