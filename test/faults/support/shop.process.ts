import { fork, type ChildProcess } from 'node:child_process';
import type { KhqrHealth } from '../../../lib/terminus/index.js';
import type { ApikhqrOptions, Payment, TrackerOptions } from '../../../lib/index.js';

export type FailpointName =
  'claimed' | 'answered' | 'committed' | 'handler started' | 'handler done';

export type StoreConfig =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly connectionString: string; readonly schema: string };

/** What the application in the child process is made of. */
export interface ShopConfig {
  readonly store: StoreConfig;
  /** Where the handlers write what they did. */
  readonly ledger: string;
  readonly khqr: ApikhqrOptions & { readonly tracker: TrackerOptions };
  /** How long a delivery is held; less than the library's, so that tests need not wait. */
  readonly deliveryLeaseMs?: number;
  readonly failpoint?: FailpointName;
}

export interface Order {
  readonly reference: string;
  readonly amount: string;
  readonly currency: 'USD' | 'KHR';
}

export interface Code extends Order {
  readonly md5: string;
  readonly qrString: string;
  readonly expiresAt: number;
}

/** A payment as it comes through IPC. */
export type ToldPayment = Pick<Payment, 'id' | 'reference' | 'status' | 'recovered' | 'md5'>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

type Message = {
  readonly warm?: true;
  readonly created?: { readonly reference: string; readonly md5: string };
  readonly call?: number;
  readonly result?: unknown;
  readonly error?: string;
};

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A shop in a process of its own, from the test's side. */
export class ShopProcess {
  /** Told of each code that the shop has shown. */
  onCreated: (code: { reference: string; md5: string }) => void = () => undefined;
  readonly ended: Promise<Ended>;
  /** It has loaded everything. */
  readonly loaded: Promise<void>;
  private readonly child: ChildProcess;
  private readonly calls = new Map<number, Waiting>();
  private gone = false;
  private text = '';

  /** @param file the shop, see `bundledShop` */
  constructor(file: string) {
    this.child = fork(file, {
      execArgv: [],
      env: { PATH: process.env.PATH, NODE_ENV: 'test', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: Buffer): void => {
      this.text += chunk.toString('utf8');
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.ended = new Promise((end) => {
      this.child.once('exit', (code, signal) => {
        this.gone = true;
        end({ code, signal });
        for (const { reject } of this.calls.values()) reject(new Error(`gone: ${this.text}`));
        this.calls.clear();
      });
    });
    this.loaded = new Promise((warm) => {
      this.child.on('message', (message: Message) => {
        if (message.warm) warm();
        else this.hear(message);
      });
    });
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.text;
  }

  /** Resolves when the application is up. */
  async start(config: ShopConfig): Promise<void> {
    await Promise.race([this.loaded, this.ended]);
    await this.call('start', config);
  }

  /** Resolves when every order has a code; rejects where the process dies before. */
  async create(orders: readonly Order[]): Promise<readonly (ToldPayment | null)[]> {
    return (await this.call('create', orders)) as readonly (ToldPayment | null)[];
  }

  async adopt(codes: readonly Code[]): Promise<void> {
    await this.call('adopt', codes);
  }

  async get(reference: string): Promise<ToldPayment> {
    return (await this.call('get', reference)) as ToldPayment;
  }

  /** How many deliveries are still to be done. */
  async undelivered(): Promise<number> {
    return Number(await this.call('undelivered'));
  }

  async health(): Promise<KhqrHealth> {
    return (await this.call('health')) as KhqrHealth;
  }

  /** Ends the application as a deployment does. */
  async close(): Promise<void> {
    if (this.gone) return;
    await this.call('close');
    await this.kill('SIGKILL');
  }

  /** SIGKILL, SIGTERM: resolves when it has ended. */
  async kill(signal: NodeJS.Signals): Promise<Ended> {
    if (!this.gone) this.child.kill(signal);
    return this.ended;
  }

  /** SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private call(operation: string, argument?: unknown): Promise<unknown> {
    if (this.gone) return Promise.reject(new Error(`gone: ${this.text}`));
    const call = nextCall(this.calls);
    return new Promise((resolve, reject) => {
      this.calls.set(call, { resolve, reject });
      // Without a callback, what is written to a process that is just dying fails as an event that nobody hears.
      this.child.send({ call, operation, argument }, (error) => {
        if (error && this.calls.delete(call)) reject(error);
      });
    });
  }

  private hear({ created, call, result, error }: Message): void {
    if (created) this.onCreated(created);
    if (call === undefined) return;
    const waiting = this.calls.get(call);
    this.calls.delete(call);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }
}

function nextCall(calls: ReadonlyMap<number, unknown>): number {
  return Math.max(0, ...calls.keys()) + 1;
}
