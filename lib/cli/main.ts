#!/usr/bin/env node
import { runCli } from './cli.js';

// No process.exit: what was written to a pipe is still on its way.
void runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  untilStopped: () =>
    new Promise((resolve) => {
      // Once each: who presses Ctrl-C again will not wait.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          resolve();
        });
      }
    }),
}).then((code) => {
  process.exitCode = code;
});
