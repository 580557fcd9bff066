import type { Crossings } from './happening.plan.js';
import type { Replica } from './replica.js';
import type { SimulatedProcess } from './simulated.process.js';
import type { TraceLog } from './trace.log.js';
import type { VirtualTime } from './virtual.time.js';

/** A process that does not end by itself after SIGTERM is killed. */
const KILL_AFTER_MS = 30_000;
const BOOT_AGAIN_MS = 5000;
const AT_ONCE: Crossings = { times: 0, toBank: false };

interface Slot {
  readonly index: number;
  lives: number;
  current: Replica | null;
  withoutHandlers: boolean;
}

export type MakeReplica = (slot: number, name: string, withHandlers: boolean) => Replica;

/** The shop's processes: each slot holds one at a time, and a new one some time after the last has ended. */
export class Fleet {
  readonly #slots: readonly Slot[];
  crashes = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly trace: TraceLog,
    private readonly make: MakeReplica,
    count: number,
  ) {
    this.#slots = Array.from({ length: count }, (_, index) => ({
      index,
      lives: 0,
      current: null,
      withoutHandlers: false,
    }));
  }

  /** Those that can take a request now. */
  get open(): readonly Replica[] {
    return this.#slots.flatMap(({ current }) =>
      current?.open && current.process.running ? current : [],
    );
  }

  get processes(): readonly SimulatedProcess[] {
    return this.#slots.flatMap(({ current }) => current?.process ?? []);
  }

  start(): void {
    for (const slot of this.#slots) this.#boot(slot);
  }

  crash(index: number, crossings: Crossings, downMs: number): void {
    this.#soon(index, crossings, (slot, replica) => {
      this.crashes += 1;
      this.trace.add(replica.process.name, 'crashes');
      this.#end(slot, replica, downMs);
    });
  }

  /** At once, whichever process there is. */
  crashAny(downMs: number): void {
    const up = this.#slots.find(({ current }) => current?.process.alive);
    if (up) this.crash(up.index, AT_ONCE, downMs);
  }

  freeze(
    index: number,
    crossings: Crossings,
    forMs: number,
    meanwhile: (process: SimulatedProcess) => void,
  ): void {
    this.#soon(index, crossings, (_slot, { process }) => {
      this.trace.add(process.name, `stands still for ${forMs} ms`);
      process.freeze();
      meanwhile(process);
      this.time.after(forMs, () => {
        if (process.alive) this.trace.add(process.name, 'goes on');
        process.thaw();
      });
    });
  }

  /** SIGTERM. */
  stop(index: number, downMs: number): void {
    const slot = this.#slots[index];
    const replica = slot?.current;
    if (!slot || !replica?.process.alive) return;
    this.trace.add(replica.process.name, 'is told to stop');
    const end = (): void => {
      this.#end(slot, replica, downMs);
    };
    this.time.after(KILL_AFTER_MS, end);
    replica.process.enter(() => {
      void replica.stop().then(end);
    });
  }

  /** A release of the shop that lacks its handlers, and is taken back later. */
  deployWithoutHandlers(index: number, forMs: number): void {
    this.#deploy(index, true);
    this.time.after(forMs, () => {
      this.#deploy(index, false);
    });
  }

  /** Whatever was to happen to a process does not. */
  calm(): void {
    for (const slot of this.#slots) {
      if (slot.current) slot.current.process.fuse = null;
      if (slot.withoutHandlers) this.#deploy(slot.index, false);
    }
  }

  #deploy(index: number, without: boolean): void {
    const slot = this.#slots[index];
    if (!slot) return;
    slot.withoutHandlers = without;
    this.stop(index, 1000);
  }

  #soon(index: number, crossings: Crossings, act: (slot: Slot, replica: Replica) => void): void {
    const slot = this.#slots[index];
    const replica = slot?.current;
    if (!slot || !replica?.process.alive) return;
    const befall = (): void => {
      act(slot, replica);
    };
    if (crossings.times === 0) befall();
    else replica.process.fuse = { ...crossings, act: befall };
  }

  #boot(slot: Slot): void {
    slot.lives += 1;
    const name = `${String.fromCharCode(65 + slot.index)}${slot.lives}`;
    const replica = this.make(slot.index, name, !slot.withoutHandlers);
    slot.current = replica;
    this.trace.add(name, 'starts');
    void replica.boot().then((good) => {
      if (!good) this.#end(slot, replica, BOOT_AGAIN_MS);
    });
  }

  #end(slot: Slot, replica: Replica, downMs: number): void {
    if (slot.current !== replica) return;
    slot.current = null;
    replica.open = false;
    replica.process.crash();
    this.trace.add(replica.process.name, 'has ended');
    this.time.after(downMs, () => {
      this.#boot(slot);
    });
  }
}
