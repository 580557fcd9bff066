import type { KhqrClock } from '../clock/khqr-clock.js';
import { BakongStandIn } from '../providers/sandbox/bakong.stand-in.js';
import type { SandboxBook } from '../providers/sandbox/sandbox-code.js';
import { SandboxBank } from '../providers/sandbox/sandbox.bank.js';
import { ChangeSignal } from './control/change.signal.js';
import { faultsOf, type SandboxSettings } from './control/fault.settings.js';
import { SandboxDice } from './sandbox.dice.js';

export interface SandboxWorldOptions {
  readonly clock: KhqrClock;
  readonly apiKey: string;
  readonly autoPayMs?: number | undefined;
  readonly expiresInMs?: number | undefined;
  readonly settings: SandboxSettings;
  readonly book: SandboxBook | null;
}

/** One bank behind all three services, and what can be changed about them. */
export class SandboxWorld {
  readonly clock: KhqrClock;
  readonly apiKey: string;
  readonly bank: SandboxBank;
  readonly standIn: BakongStandIn;
  readonly signal: ChangeSignal;
  readonly #dice = new SandboxDice();
  readonly #unsubscribe: () => void;
  #settings: SandboxSettings = {};

  /** @throws KhqrConfigurationError */
  constructor({ clock, apiKey, autoPayMs, expiresInMs, settings, book }: SandboxWorldOptions) {
    this.clock = clock;
    this.apiKey = apiKey;
    this.bank = new SandboxBank({
      clock,
      random: this.#dice,
      ...(autoPayMs !== undefined && { autoPayMs }),
      ...(expiresInMs !== undefined && { expiresInMs }),
      ...(book && { book }),
    });
    this.standIn = new BakongStandIn({
      bank: this.bank,
      clock,
      random: this.#dice,
      dailyQuota: null,
    });
    this.standIn.tokens.admit(apiKey);
    this.signal = new ChangeSignal(clock, this.#dice.id());
    this.#unsubscribe = this.bank.on(() => {
      this.signal.changed();
    });
    this.settings = settings;
  }

  get settings(): SandboxSettings {
    return this.#settings;
  }

  /** Replaces all of them: what is not said is as it is by default. @throws KhqrConfigurationError */
  set settings(settings: SandboxSettings) {
    this.bank.setFaults(faultsOf(settings));
    this.bank.claim = settings.claim ?? 'repeat';
    this.standIn.dailyQuota = settings.dailyQuota ?? Infinity;
    this.#dice.reseed(settings.seed ?? undefined);
    this.#settings = settings;
    this.signal.changed();
  }

  /** Timers and waiting questions end; nothing is paid by itself any more. */
  close(): void {
    this.#unsubscribe();
    this.signal.close();
    this.bank.close();
  }
}
