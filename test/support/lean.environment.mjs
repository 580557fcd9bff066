// Jest's own environment costs more than the tests in it:
// - Its global object is a proxy, so that each `Math` or `Promise` in a loop is a call of JavaScript. A context with an
//   ordinary global object runs the same code in half the time, a decoder of pictures in a sixth. Jest's clean-up
//   of globals is off with it, since that works through the proxy: what a test leaves there goes with its context.
// - Its runner keeps an AsyncLocalStorage for each test file, and never ends it: each one is carried along by every promise
//   of every later file of that process, so that the hundredth file takes five times as long as the first.
import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const { run } = AsyncLocalStorage.prototype;

export default class LeanEnvironment extends TestEnvironment {
  #used = new Set();

  constructor(config, context) {
    const { createContext } = vm;
    let called = false;
    vm.createContext = () => {
      called = true;
      return createContext(vm.constants.DONT_CONTEXTIFY);
    };
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
    // Otherwise nobody would notice but by the time that the tests take.
    if (!called)
      throw new Error('Jest makes its context in another way: see lean.environment.mjs.');
  }

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
