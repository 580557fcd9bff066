import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { announce, endWithLauncher } from './launcher/announcement.js';

/** No HTTP at all: the store is the only thing that it shares with the web processes. */
export async function startTracker(): Promise<void> {
  const logger = new ConsoleLogger({ logLevels: ['error', 'warn'] });
  const options = { logger, abortOnError: false };
  const app = await NestFactory.createApplicationContext(FulfilmentModule, options);
  app.enableShutdownHooks();
  endWithLauncher();
  announce(`asks the provider and runs the handlers, process ${process.pid}`);
}
