import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isKhqrError } from 'nestjs-khqr';
import { Apikhqr } from './apikhqr.js';
import { AppModule } from './app.module.js';
import { Settings, SettingsError } from './settings.js';

async function start(): Promise<void> {
  // What is wrong with the settings is said once, below, without Nest's stack.
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  app.useLogger(new ConsoleLogger({ logLevels: ['error', 'warn', 'log'] }));
  // SIGTERM and Ctrl+C end checks and handlers under way before the process goes.
  app.enableShutdownHooks();
  try {
    await app.listen(app.get(Settings).port);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = (await app.getUrl()).replace('[::1]', 'localhost');
  console.log(welcome(address, app.get(Apikhqr, { strict: false })));
}

function welcome(backendUrl: string, { page }: Apikhqr): string {
  return `
  The backend is open:  ${backendUrl}
  In the app:           const backendUrl = '${backendUrl}';
  Payments:             ${page === undefined ? 'through APIKHQR, with real money' : `simulated; pay at ${page}`}

  curl ${backendUrl}/generate-qr -H 'Content-Type: application/json' -d '{"amount":5.00,"currency":"USD","note":"Dara"}'
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
    return `Port ${port} is taken. Choose another: PORT=${Number(port) + 1} npm run start:flutter-backend`;
  }
  return error;
}
