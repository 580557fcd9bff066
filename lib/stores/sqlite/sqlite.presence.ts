import { statSync } from 'node:fs';
import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';

/**
 * Watches over a file that is open: where it is removed or replaced, the system lets this process write on, into a file that
 * nobody will ever read. The function throws from then on.
 */
export function presenceOf(path: string): () => void {
  const { ino } = statSync(path);
  return () => {
    if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return;
    throw new KhqrConfigurationError(
      `The payment file ${path} is gone: it was moved, removed or replaced while it was open.`,
      ['Put it back where it was. After a backup was restored, start the application again.'],
    );
  };
}
