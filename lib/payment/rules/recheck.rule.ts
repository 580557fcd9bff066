import { unchanged, type Rule } from '../decision.js';
import { Changes } from './changes.js';

/**
 * Somebody asks about a payment that is not in the queue any more: it goes back there, due `afterMs` from now, until a good
 * answer takes it out again. The answer asked for may be lost, and with it the only word of money.
 */
export function recheckRule(id: string, afterMs: number): Rule<void> {
  return (attempts, now) => {
    const record = attempts.find((candidate) => candidate.id === id);
    if (!record || record.dueAt !== null || record.status === 'PAID') return unchanged(undefined);
    const changes = new Changes(attempts, now);
    changes.write({ ...record, dueAt: now + afterMs });
    return changes.decide(undefined);
  };
}
