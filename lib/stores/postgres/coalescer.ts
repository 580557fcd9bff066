interface Waiter<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one journey of the calls that come while another journey is under way: the first call waits for nobody, and a
 * thousand at once take two. All calls of one journey get its answer, or its error.
 */
export class Coalescer<Input, Output> {
  #waiting: Waiter<Input, Output>[] = [];
  #running: Promise<void> | undefined;

  constructor(private readonly run: (inputs: readonly Input[]) => Promise<Output>) {}

  /** The work for this input begins after the call. */
  async add(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#running ??= this.#work();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiters = this.#waiting;
      this.#waiting = [];
      try {
        const output = await this.run(waiters.map(({ input }) => input));
        for (const { resolve } of waiters) resolve(output);
      } catch (error) {
        for (const { reject } of waiters) reject(error);
      }
    }
    this.#running = undefined;
  }
}
