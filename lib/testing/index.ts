export { useKhqrTesting, settled, type KhqrTestingTools } from './use-khqr-testing.js';
export type { KhqrTestingOptions } from './test.runtime.js';
export { KhqrTestClock } from './khqr-test.clock.js';
export { SeededRandom } from '../clock/seeded.random.js';
export { SandboxBank } from '../providers/sandbox/sandbox.bank.js';
export {
  storeContract,
  type StoreContractCase,
  type StoreContractOptions,
} from './store-contract.js';
export * from './provider-contract.js';
