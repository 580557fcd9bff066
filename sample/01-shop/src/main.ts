import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isKhqrError } from 'nestjs-khqr';
import { AppModule } from './app.module.js';
import { portOf, SettingsError } from './settings.js';

async function start(): Promise<void> {
  const port = portOf(process.env);
  const provider = process.env['KHQR_PROVIDER'] ?? 'sandbox';
  // What is wrong with the settings is said once, below, without Nest's stack.
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  app.useLogger(new ConsoleLogger({ logLevels: ['error', 'warn'] }));
  // SIGTERM and Ctrl+C end checks and handlers under way before the process goes.
  app.enableShutdownHooks();
  try {
    await app.listen(port);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = (await app.getUrl()).replace('[::1]', 'localhost');
  console.log(`\n  The shop is open: ${address}`);
  console.log(
    provider === 'sandbox'
      ? '  Payments are simulated. Each order page has a "Pay" button that stands in for the customer’s phone.\n'
      : `  Payments go through ${provider}, with real money.\n`,
  );
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
