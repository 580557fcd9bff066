import { spawn, spawnSync } from 'node:child_process';
import { it } from '@jest/globals';

/**
 * Runs a program that it is given as its input. The documents' loops wait five seconds between two questions; the
 * interpreter, not the sample, makes that a moment.
 */
export interface Interpreter {
  readonly name: string;
  readonly missing: string;
  readonly command: string | undefined;
  readonly args: readonly string[];
}

/** The document's sample for Node.js writes into a page. */
const NODE = `
  globalThis.document = { getElementById: () => ({}) };
  const later = setTimeout;
  globalThis.setTimeout = (work, ms, ...rest) => later(work, Math.min(ms, 20), ...rest);
`;
const PYTHON = `
import sys, time
wait = time.sleep
time.sleep = lambda seconds: wait(min(seconds, 0.02))
exec(compile(sys.stdin.read(), "sample", "exec"), {"__name__": "__main__"})
`;
const PHP = `
  function sleep(int $seconds): int { usleep(20_000); return 0; }
  eval('?>' . file_get_contents('php://stdin'));
`;

export const node: Interpreter = {
  name: 'Node.js',
  missing: '',
  command: process.execPath,
  args: ['--input-type=module', '--import', `data:text/javascript,${encodeURIComponent(NODE)}`],
};

export const python: Interpreter = {
  name: 'Python',
  missing: "python3 with the library 'requests' (python3-requests)",
  command: ['python3', '/usr/bin/python3'].find((command) =>
    runs(command, '-c', 'import requests'),
  ),
  args: ['-c', PYTHON],
};

export const php: Interpreter = {
  name: 'PHP',
  missing: 'php with the extension curl (php-cli, php-curl)',
  command: ['php'].find((command) =>
    runs(command, '-r', 'exit(function_exists("curl_init") ? 0 : 1);'),
  ),
  // A disabled function may be written anew.
  args: ['-d', 'disable_functions=sleep', '-r', PHP],
};

function runs(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** `it` where there is what the sample needs; elsewhere the test is skipped and says so, or fails with KHQR_REQUIRE_CLIENTS=1. */
export function itRuns(name: string, interpreter: Interpreter, test: () => Promise<void>): void {
  if (interpreter.command !== undefined || process.env['KHQR_REQUIRE_CLIENTS'] === '1') {
    it(name, test);
    return;
  }
  process.stdout.write(`Skipped for want of ${interpreter.missing}: ${name}\n`);
  it.skip(name, test);
}

/** Resolves with what the program has printed; rejects with that, too, where it fails. */
export function run(
  { command, args, missing }: Interpreter,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (command === undefined) throw new Error(`There is no ${missing}.`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...env },
      timeout: 20_000,
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`It ended with ${String(code ?? signal)}: ${printed}`));
    });
    child.stdin.end(program);
  });
}
