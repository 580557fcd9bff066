import type { KhqrClock } from '../clock/khqr-clock.js';
import { SystemClock } from '../clock/system.clock.js';
import { messageOf } from '../errors/message-of.js';
import type { SandboxBank } from '../providers/sandbox/sandbox.bank.js';
import { startNodeServer, type NodeServer } from '../web/node.server.js';
import { controlRoutes } from './control/control.routes.js';
import { apikhqrRoutes } from './faces/apikhqr.face.js';
import { bakongRoutes } from './faces/bakong.face.js';
import { bakongOnlineRoutes } from './faces/bakong-online.face.js';
import { pageRoutes } from './page/page.routes.js';
import { sandboxOptions, type SandboxServerOptions } from './sandbox.options.js';
import { SandboxWorld } from './sandbox.world.js';

/** A running sandbox: three services of one simulated bank, on one address. */
export interface SandboxServer {
  /** Where the page is: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The key for `apikhqr`, and the token for `bakong`. */
  readonly apiKey: string;
  /** The base URL of each service, as the providers' option `baseUrl` takes it. */
  readonly baseUrls: {
    readonly apikhqr: string;
    readonly bakongOnline: string;
    readonly bakong: string;
  };
  /** For tests in the same process: pays, ends and looks at codes without a request. */
  readonly bank: SandboxBank;
  /** Ends requests under way within 5 s, then everything else. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts the sandbox in this process.
 *
 * @throws KhqrConfigurationError for options that cannot be used, a port that is taken, a store that cannot be opened
 */
export function startSandbox(given: SandboxServerOptions = {}): Promise<SandboxServer> {
  return startSandboxOn(new SystemClock(), given);
}

/** The same on a clock that a test hands in. */
export async function startSandboxOn(
  clock: KhqrClock,
  given: SandboxServerOptions,
): Promise<SandboxServer> {
  const { host, port, store, allowedHosts, apiKey, faults, warn, ...rest } = sandboxOptions(given);
  const book = store === undefined ? null : await openBook(store);
  let world: SandboxWorld | undefined;
  let server: NodeServer;
  try {
    world = new SandboxWorld({ clock, apiKey, settings: faults, book, ...rest });
    server = await startNodeServer({
      mounts: mounts(world, apiKey, [...allowedHosts, host.toLowerCase()]),
      host,
      port,
      failed: (error) => {
        warn(`The sandbox could not answer a request: ${messageOf(error)}`);
      },
    });
  } catch (error) {
    world?.close();
    book?.close();
    throw error;
  }
  return running(server, world, apiKey, () => book?.close());
}

/** `libsql` is loaded only where something is to be kept. */
async function openBook(path: string) {
  const { SqliteBook } = await import('./sqlite.book.js');
  return SqliteBook.open(path);
}

function mounts(world: SandboxWorld, apiKey: string, hosts: readonly string[]) {
  return [
    { prefix: '', routes: [...pageRoutes(), ...controlRoutes(world, hosts)] },
    { prefix: '/api/v1', routes: apikhqrRoutes(world.bank, apiKey) },
    { prefix: '/bakong-online', routes: bakongOnlineRoutes(world.bank) },
    { prefix: '/bakong', routes: bakongRoutes(world.standIn) },
  ];
}

function running(
  server: NodeServer,
  world: SandboxWorld,
  apiKey: string,
  closeBook: () => void,
): SandboxServer {
  const { url } = server;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // First, since the server waits for questions that wait for a change.
    world.close();
    await server.close();
    closeBook();
  };
  return {
    url,
    apiKey,
    baseUrls: {
      apikhqr: `${url}/api/v1`,
      bakongOnline: `${url}/bakong-online`,
      bakong: `${url}/bakong`,
    },
    bank: world.bank,
    close: () => (closing ??= close()),
  };
}
