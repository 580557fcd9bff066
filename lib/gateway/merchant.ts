import { KhqrConfigurationError, type Payee } from '../index.js';
import type { GatewayMerchant } from './gateway.options.js';

/** A merchant with its defaults. */
export interface Merchant {
  readonly id: string;
  readonly account: string;
  readonly payee: Payee | undefined;
}

/** Everything that is wrong with a merchant, for people. */
export function merchantProblems(path: string, given: Partial<GatewayMerchant>): string[] {
  const { account, id, payee } = given;
  const problems: string[] = [];
  if (account !== undefined && !isText(account)) {
    problems.push(`${path}account must be the name of an account.`);
  }
  if (id !== undefined && !isText(id)) {
    problems.push(`${path}id must be a text of 1 to 64 characters.`);
  }
  if (payee !== undefined && !(isText(payee.bakongId) && isText(payee.merchantName))) {
    problems.push(`${path}payee must be { bakongId, merchantName }.`);
  }
  return problems;
}

/** @throws KhqrConfigurationError for what `findMerchant` should not have answered */
export function toMerchant(given: GatewayMerchant): Merchant {
  const problems =
    typeof given === 'object'
      ? merchantProblems('', given)
      : ['It must be { account?, id?, payee? } or null.'];
  if (problems.length > 0) {
    throw new KhqrConfigurationError(`findMerchant answered no merchant: ${problems.join(' ')}`);
  }
  const { account = 'default', id = account, payee } = given;
  return { account, id, payee };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 64;
}
