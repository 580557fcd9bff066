import type { SandboxFaults } from '../../lib/providers/sandbox/sandbox-fault.js';
import type { WorldHappening } from './happening.plan.js';
import type { World } from './world.js';

type Freeze = Extract<WorldHappening, { kind: 'freeze' }>;

/** The bank when nothing is wrong with it. */
const CALM_BANK: SandboxFaults = { latencyMs: [20, 200] };

/** Does to the world what the scenario has planned. */
export class Happenings {
  #bankTroubles = 0;
  #usual: SandboxFaults;

  constructor(private readonly world: World) {
    this.#usual = world.scenario.bank;
  }

  plan(): void {
    const { time, scenario } = this.world;
    for (const happening of scenario.happenings) {
      time.after(happening.atMs, () => {
        this.befall(happening);
      });
    }
  }

  /** Everything is well from here on. */
  calm(): void {
    const { bank, conditions, fulfilment, fleet } = this.world;
    this.#usual = CALM_BANK;
    bank.setFaults(CALM_BANK);
    conditions.calm();
    fulfilment.calm();
    fleet.calm();
  }

  /** A person ends every review that there is. */
  async resolveAll(): Promise<void> {
    const { records } = await this.world.store.list({ status: 'REVIEW' }, 1000, null);
    for (const { id } of records)
      this.resolveOne(id, this.world.dice.chance(0.5) ? 'paid' : 'rejected');
  }

  private befall(happening: WorldHappening): void {
    const { fleet, conditions, bank, trace } = this.world;
    trace.add('world', JSON.stringify(happening));
    switch (happening.kind) {
      case 'crash':
        fleet.crash(happening.replica, happening.crossings, happening.downMs);
        break;
      case 'freeze':
        fleet.freeze(happening.replica, happening.crossings, happening.forMs, ({ name }) => {
          this.payMeanwhile(name, happening);
        });
        break;
      case 'stop':
        fleet.stop(happening.replica, happening.downMs);
        break;
      case 'without-handlers':
        fleet.deployWithoutHandlers(happening.replica, happening.forMs);
        break;
      case 'store-down':
        conditions.cutStore(happening.replica, happening.forMs);
        break;
      case 'bank-cut-off':
        conditions.cutBank(happening.replica, happening.forMs);
        break;
      case 'bank-faults':
        this.trouble(happening.faults, happening.forMs);
        break;
      case 'bank-refuses':
        bank.failNext(happening.failure, happening.times, { for: 'check' });
        break;
      case 'handlers-fail':
        conditions.failHandlers(happening.forMs);
        break;
      case 'person-resolves':
        void this.resolve(happening.as);
        break;
      case 'redeliver':
        this.redeliver();
        break;
      default:
        happening satisfies never;
    }
  }

  /** Money that comes while a process stands still, about to ask: the others may have found nothing, and its own answer is of the past. */
  private payMeanwhile(name: string, { forMs, paidMs, crossings }: Freeze): void {
    const { auditors, customers, time } = this.world;
    const md5 = auditors.leases.lastMeant(name);
    if (!crossings.toBank || paidMs === null || md5 === null) return;
    time.after(Math.max(0, forMs - paidMs), () => {
      customers.payNow(md5);
    });
  }

  private trouble(faults: SandboxFaults, forMs: number): void {
    const { bank, time } = this.world;
    this.#bankTroubles += 1;
    bank.setFaults({ ...this.#usual, ...faults });
    time.after(forMs, () => {
      this.#bankTroubles -= 1;
      if (this.#bankTroubles === 0) bank.setFaults(this.#usual);
    });
  }

  /** A person looks at the oldest review. */
  private async resolve(as: 'paid' | 'rejected'): Promise<void> {
    const { records } = await this.world.store.list({ status: 'REVIEW' }, 100, null);
    const record = records.at(-1);
    if (record) this.resolveOne(record.id, as);
  }

  private resolveOne(id: string, as: 'paid' | 'rejected'): void {
    const resolution = { as, by: 'dara', reason: 'looked' };
    this.world.shop.operate(`resolve ${id} as ${as}`, (operations) =>
      operations.resolveReview(id, resolution),
    );
  }

  private redeliver(): void {
    this.world.shop.operate('redeliver', (operations) => operations.redeliver({}));
  }
}
