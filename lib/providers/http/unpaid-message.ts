/** Of the transaction itself: "fetch failed" and "Host not found" are the service's own trouble. */
const UNPAID = /^transaction (could not be found|not found|failed)\b/i;

/** Whether a message of the Bakong Open API, or of a service that passes it on, says that a code is not paid. */
export function saysUnpaid(message: string): boolean {
  return UNPAID.test(message.trim());
}
