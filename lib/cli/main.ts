#!/usr/bin/env node
import { runCli } from './cli.js';

// No process.exit: what was written to a pipe is still on its way.
void runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
