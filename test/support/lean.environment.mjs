// Jest's own runner keeps an AsyncLocalStorage for each test file, and never ends it: each one is carried along by every
// promise of every later file of that process, so that the hundredth file takes five times as long as the first.
import { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';

const { run } = AsyncLocalStorage.prototype;

export default class LeanEnvironment extends TestEnvironment {
  #used = new Set();

  async setup() {
    const used = this.#used;
    AsyncLocalStorage.prototype.run = function (...given) {
      used.add(this);
      return Reflect.apply(run, this, given);
    };
    await super.setup();
  }

  async teardown() {
    await super.teardown();
    AsyncLocalStorage.prototype.run = run;
    for (const storage of this.#used) storage.disable();
  }
}
