import { saysUnpaid } from '../http/unpaid-message.js';
import type { CheckWire } from './bakong-online.wire.js';

/**
 * `blocked`: nothing is answered for this payee · `unauthorized`: nor for anybody · `quota`: nothing more today · `refused`: this
 * code cannot be asked about · `unclear`: neither paid nor unpaid.
 */
export type CheckDecision =
  'pending' | 'paid' | 'blocked' | 'unauthorized' | 'quota' | 'refused' | 'unclear';

/** errorCode values of the Bakong Open API, which services of this family pass on. */
const STATIC_QR = 2;
const FAILED = 3;
const NOT_FOUND = 1;
const UNAUTHORIZED = 6;
const DAILY_QUOTA = 17;

/**
 * What a check's answer means. Unpaid is only what says so in words that are known: "transaction not found", "failed" (that
 * transfer did not go through; another one may), or a success without data. Fields that contradict each other mean nothing.
 */
export function decideCheck(wire: CheckWire): CheckDecision {
  if (wire.status === 'blocked') return 'blocked';
  switch (wire.responseCode) {
    case 0:
      return decideGood(wire);
    case 1:
      return decideBad(wire);
    case undefined:
      return decideByStatus(wire);
    default:
      return 'unclear';
  }
}

function decideGood({ status, transfer }: CheckWire): CheckDecision {
  if (status === 'call-failed') return 'unclear';
  if (transfer === null) return status === 'success' ? 'unclear' : 'pending';
  if (status === undefined) return transfer.hash === undefined ? 'unclear' : 'paid';
  return status === 'success' ? 'paid' : 'pending';
}

function decideBad({ errorCode, message, status, transfer }: CheckWire): CheckDecision {
  const isTold = status !== undefined && status !== 'call-failed';
  if (status === 'success' || (!isTold && transfer !== null)) return 'unclear';
  switch (errorCode) {
    case DAILY_QUOTA:
      return 'quota';
    case UNAUTHORIZED:
      return 'unauthorized';
    case STATIC_QR:
      return 'refused';
    case NOT_FOUND:
    case FAILED:
      return 'pending';
    case undefined:
      break;
    default:
      return 'unclear';
  }
  if (/daily request limit/i.test(message)) return 'quota';
  if (isTold) return 'pending';
  return saysUnpaid(message) ? 'pending' : 'unclear';
}

function decideByStatus({ status, transfer }: CheckWire): CheckDecision {
  if (status === undefined || status === 'call-failed') return 'unclear';
  if (status !== 'success') return 'pending';
  return transfer === null ? 'unclear' : 'paid';
}
