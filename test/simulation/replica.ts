import { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { messageOf } from '../../lib/errors/message-of.js';
import type { PaymentHandler } from '../../lib/events/payment-handler.js';
import { createEngine, type KhqrEngine } from '../../lib/khqr.engine.js';
import { KhqrLifecycle } from '../../lib/khqr.lifecycle.js';
import { SandboxBank } from '../../lib/providers/sandbox/sandbox.bank.js';
import type { KhqrProvider } from '../../lib/providers/khqr-provider.port.js';
import type { KhqrRuntime } from '../../lib/khqr.runtime.js';
import type { KhqrSettings } from '../../lib/khqr.options.js';
import type { Dice } from './dice.random.js';
import type { SimulatedProcess } from './simulated.process.js';

export interface ReplicaParts {
  readonly process: SimulatedProcess;
  readonly settings: KhqrSettings;
  readonly handlers: readonly PaymentHandler[];
  readonly dice: Dice;
  readonly provider: () => KhqrProvider;
  readonly warn: (message: string) => void;
}

/** One life of one of the shop's processes: the real engine and the real lifecycle, without a Nest container around them. */
export class Replica {
  readonly engine: KhqrEngine;
  readonly process: SimulatedProcess;
  /** Booted, and not on its way out. */
  open = false;
  readonly #lifecycle: KhqrLifecycle;
  readonly #warn: (message: string) => void;
  readonly #readiness = new EventEmitterReadinessWatcher();

  constructor({ process, settings, handlers, dice, provider, warn }: ReplicaParts) {
    this.process = process;
    this.#warn = warn;
    const { clock } = process;
    const runtime: KhqrRuntime = {
      clock,
      random: dice,
      environment: 'test',
      quiet: true,
      // Nobody's: every account is served by `createProvider`. The lifecycle closes it with the process.
      bank: new SandboxBank({ clock, random: dice }),
      adaptOptions: (options) => options,
      createProvider: () => Promise.resolve(provider()),
    };
    const emitter = new EventEmitter2();
    const host = { settings, runtime, emitter, readiness: this.#readiness, scheduler: null };
    this.engine = createEngine(host, { resolver: null, warn });
    this.#lifecycle = new KhqrLifecycle(
      host,
      this.engine,
      { explore: () => handlers },
      { log: () => undefined, warn, error: warn },
    );
  }

  /** False: it could not start, and its process ends. */
  async boot(): Promise<boolean> {
    try {
      await this.#lifecycle.onModuleInit();
    } catch (error) {
      this.#warn(`It does not start: ${messageOf(error)}`);
      return false;
    }
    this.#lifecycle.onApplicationBootstrap();
    this.#readiness.setReady();
    this.open = true;
    return true;
  }

  /** Ends as on SIGTERM. */
  async stop(): Promise<void> {
    this.open = false;
    await this.#lifecycle.beforeApplicationShutdown();
    await this.#lifecycle.onApplicationShutdown();
  }
}
