import { it } from '@jest/globals';
import { describeStore } from './support/fault.world.js';
import { killAtRandom } from './support/random.rounds.js';

describeStore('sqlite', 'a process killed at random', () => {
  // A hundred here and a hundred on the other store, in a file of its own so that both run at once.
  it('loses no paid order in 100 rounds', () => killAtRandom('sqlite', 100), 600_000);
});
