/** Records for tests: complete and plausible; name what matters to the test, the rest is made up. */
export {
  samplePayment as paymentRecord,
  sampleEvent as eventRecord,
} from '../../lib/testing/store-contract/samples.js';
