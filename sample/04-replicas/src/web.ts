import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { announce, endWithLauncher } from './launcher/announcement.js';
import { portOf } from './settings.js';
import { WebModule } from './web/web.module.js';

export async function startWeb(): Promise<void> {
  const logger = new ConsoleLogger({ logLevels: ['error', 'warn'] });
  // Browsers keep their connections; a process that ends does not wait for them.
  const options = { logger, abortOnError: false, forceCloseConnections: true };
  const app = await NestFactory.create(WebModule, options);
  app.enableShutdownHooks();
  await app.listen(portOf(process.env, 'PORT', 3001));
  endWithLauncher();
  announce(`open at ${(await app.getUrl()).replace('[::1]', 'localhost')}`);
}
