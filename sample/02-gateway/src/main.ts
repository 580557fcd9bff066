import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isKhqrError } from 'nestjs-khqr';
import { AppModule } from './app.module.js';
import { Bank } from './bank.js';
import { Settings, SettingsError } from './settings.js';

async function start(): Promise<void> {
  // What is wrong with the settings is said once, below, without Nest's stack.
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  app.useLogger(new ConsoleLogger({ logLevels: ['error', 'warn', 'log'] }));
  // SIGTERM and Ctrl+C end checks and handlers under way before the process goes.
  app.enableShutdownHooks();
  const settings = app.get(Settings);
  try {
    await app.listen(settings.port);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = (await app.getUrl()).replace('[::1]', 'localhost');
  console.log(welcome(`${address}/api/v1`, settings, app.get(Bank, { strict: false })));
}

function welcome(baseUrl: string, { merchants }: Settings, { page }: Bank): string {
  const key = page === undefined ? '$TEA_API_KEY' : (merchants[0]?.apiKey ?? '');
  return `
  The gateway is open:  ${baseUrl}
  Its merchants:        ${merchants.map(({ merchantName, apiKey }) => (page === undefined ? merchantName : `${merchantName} (${apiKey})`)).join(', ')}
  Payments:             ${page === undefined ? 'through the Bakong Open API, with real money' : `simulated; scan and pay at ${page}`}

  curl ${baseUrl}/khqr/generate -H 'X-API-Key: ${key}' -H 'Content-Type: application/json' \\
    -d '{"amount":5.00,"currency":"USD","note":"Order #1234"}'
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
    return `Port ${port} is taken. Choose another: PORT=${Number(port) + 1} npm run start:gateway`;
  }
  return error;
}
