import type { SandboxServer, SandboxServerOptions } from '../sandbox/index.js';
import { parse, usageError, type Command } from './command.js';

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  store: { type: 'string' },
  'auto-pay': { type: 'string' },
  'expires-in': { type: 'string' },
  claim: { type: 'string' },
  faults: { type: 'string' },
  key: { type: 'string' },
  'allow-host': { type: 'string' },
} as const;

const PORT = 4010;

/** For whoever writes a client of one of the services, or shows a shop to somebody. */
export const sandboxCommand: Command = {
  name: 'sandbox',
  usage: 'sandbox [--port <number>] [--store <file>] [--auto-pay <ms>] …',
  summary: 'Serves APIKHQR, bakong-api.online and the Bakong Open API over a simulated bank.',
  details: [
    `--port        where it listens, 0 for any free port (${PORT})`,
    '--host        the address that it listens on (127.0.0.1)',
    '--store       a file that keeps codes and payments over restarts; needs libsql (in memory)',
    '--auto-pay    every code is paid by itself after so many milliseconds (never)',
    '--expires-in  milliseconds that a code lives (300000)',
    '--claim       repeat or once: whether PAID is told again (repeat)',
    '--faults      what goes wrong, as JSON: \'{"lostAnswers":0.1,"latencyMs":[50,400]}\' (nothing)',
    '--key         the key of APIKHQR and the token of the Bakong Open API (sk_test_sandbox)',
    '--allow-host  names under which its page may be opened, beside localhost and addresses: a,b',
    'Ctrl-C ends it.',
  ],
  async run(args, { out, untilStopped }) {
    const options = readOptions(args);
    // Loaded now: the other commands need none of it.
    const { startSandbox } = await import('../sandbox/index.js');
    const sandbox = await startSandbox(options);
    out(greeting(sandbox));
    await (untilStopped ?? forever)();
    await sandbox.close();
    out('The sandbox has ended.\n');
    return 0;
  },
};

function readOptions(args: readonly string[]): SandboxServerOptions {
  const { values, positionals } = parse(args, OPTIONS);
  if (positionals[0] !== undefined) throw usageError(`Unexpected argument '${positionals[0]}'`);
  const text = (name: keyof typeof OPTIONS): string | undefined => {
    const value = values[name];
    return value === undefined ? undefined : String(value);
  };
  const host = text('host');
  const store = text('store');
  const apiKey = text('key');
  const allowed = text('allow-host');
  const autoPayMs = wholeNumber('auto-pay', text('auto-pay'));
  const expiresInMs = wholeNumber('expires-in', text('expires-in'));
  return {
    port: wholeNumber('port', text('port')) ?? PORT,
    faults: { ...readFaults(text('faults')), ...readClaim(text('claim')) },
    ...(host !== undefined && { host }),
    ...(store !== undefined && { store }),
    ...(apiKey !== undefined && { apiKey }),
    ...(allowed !== undefined && { allowedHosts: allowed.split(',').map((name) => name.trim()) }),
    ...(autoPayMs !== undefined && { autoPayMs }),
    ...(expiresInMs !== undefined && { expiresInMs }),
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw usageError(`--${name} must be a whole number, got '${text}'`);
}

function readClaim(claim: string | undefined) {
  if (claim === undefined) return {};
  if (claim === 'repeat' || claim === 'once') return { claim } as const;
  throw usageError(`--claim must be repeat or once, got '${claim}'`);
}

/** What is in it is checked by the sandbox. */
function readFaults(text: string | undefined): object {
  if (text === undefined) return {};
  try {
    const faults: unknown = JSON.parse(text);
    if (typeof faults === 'object' && faults !== null && !Array.isArray(faults)) return faults;
  } catch {
    // Said below.
  }
  throw usageError('--faults must be a JSON object, in single quotes for the shell');
}

function greeting({ url, apiKey, baseUrls }: SandboxServer): string {
  return `KHQR sandbox: a bank to play with. No money moves.

  Page               ${url}
  APIKHQR            ${baseUrls.apikhqr}
  bakong-api.online  ${baseUrls.bakongOnline}
  Bakong Open API    ${baseUrls.bakong}
  Key and token      ${apiKey}

  curl -X POST ${baseUrls.apikhqr}/khqr/generate -H "X-API-Key: ${apiKey}" -H "Content-Type: application/json" -d '{"amount":5.00,"currency":"USD","note":"Order #1234"}'

Ctrl-C ends it.
`;
}

function forever(): Promise<void> {
  return new Promise(() => undefined);
}
