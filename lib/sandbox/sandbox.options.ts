import { KhqrConfigurationError } from '../errors/khqr-configuration.error.js';
import { readSettings, type SandboxSettings } from './control/fault.settings.js';

export interface SandboxServerOptions {
  /** 0 for any free one. @default 0 */
  readonly port?: number;
  /** Where it listens. The sandbox gives goods away: another address than loopback is for a closed network. @default '127.0.0.1' */
  readonly host?: string;
  /** A file that keeps codes and payments over restarts; needs `libsql`. @default in memory */
  readonly store?: string;
  /** Every code is paid by itself so many milliseconds after it was made, unless it has ended by then. @default never */
  readonly autoPayMs?: number;
  /** Milliseconds that a code lives. @default 300000 (5 minutes, as the providers' documents say) */
  readonly expiresInMs?: number;
  /** The key of APIKHQR and the token of the Bakong Open API. @default 'sk_test_sandbox' */
  readonly apiKey?: string;
  /** Names under which the control routes may be called, beside localhost and addresses: the service's name in a container network. @default none */
  readonly allowedHosts?: readonly string[];
  /** What goes wrong from the start; `PUT /sandbox/faults` changes it. @default nothing */
  readonly faults?: SandboxSettings;
  /** Told of what should not happen: a full disk, a bug. @default a warning of the process */
  readonly warn?: (message: string) => void;
}

const KEYS = [
  'port',
  'host',
  'store',
  'autoPayMs',
  'expiresInMs',
  'apiKey',
  'allowedHosts',
  'faults',
  'warn',
];

/** Fills in the defaults. @throws KhqrConfigurationError naming everything that is wrong */
export function sandboxOptions(given: SandboxServerOptions) {
  const options = {
    port: given.port ?? 0,
    host: given.host ?? '127.0.0.1',
    store: given.store,
    autoPayMs: given.autoPayMs,
    expiresInMs: given.expiresInMs,
    apiKey: given.apiKey ?? 'sk_test_sandbox',
    allowedHosts: (given.allowedHosts ?? []).map((name) => name.toLowerCase()),
    faults: readSettings(given.faults ?? {}),
    warn: given.warn ?? warnProcess,
  };
  const problems = Object.keys(given)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `There is no option '${key}'; there are ${KEYS.join(', ')}.`);
  const { port, host, store, apiKey } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`port must be a whole number from 0 to 65535, got ${port}.`);
  }
  if (host.trim() === '') problems.push('host must be an address of this machine.');
  if (store?.trim() === '') problems.push("store must be a file's path.");
  // What a header can carry.
  if (!/^[\x21-\x7e]{1,200}$/.test(apiKey)) {
    problems.push('apiKey must be 1 to 200 characters of ASCII without spaces.');
  }
  if (problems.length > 0) throw new KhqrConfigurationError(problems);
  return options;
}

function warnProcess(message: string): void {
  process.emitWarning(message);
}
