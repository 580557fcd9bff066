import 'reflect-metadata';
import { isKhqrError } from 'nestjs-khqr';
import { launch } from './launcher/launcher.js';
import { SettingsError } from './settings.js';
import { startTracker } from './tracker.js';
import { startWeb } from './web.js';

/** Without a word: everything on this machine. With one: that process alone, as it would run on a machine of its own. */
const ROLES: Readonly<Record<string, () => Promise<void>>> = {
  '': launch,
  web: startWeb,
  tracker: startTracker,
};

async function start(role: string): Promise<void> {
  const run = ROLES[role];
  if (!run) throw new SettingsError(`There is no process '${role}'; there are web and tracker.`);
  await run();
}

start(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof SettingsError || isKhqrError(error) ? error.message : error);
  process.exit(1);
});
