import { DEFAULT_ACCOUNT } from './khqr.tokens.js';
import { KhqrAccount, type AccountParts } from './khqr.account.js';
import type { AccountRegistry } from './providers/account-registry.js';

/** KHQR payments. Calls that name no account use `default`; ids and md5s are found whatever their account. */
export class KhqrService extends KhqrAccount {
  constructor(
    private readonly handleParts: AccountParts,
    private readonly accounts: AccountRegistry,
  ) {
    super(DEFAULT_ACCOUNT, handleParts);
  }

  /** The payments of one account. Its name is looked up when a payment is made, so an unknown one throws there. */
  account(name: string): KhqrAccount {
    return new KhqrAccount(name, this.handleParts);
  }

  /** Forgets what the `accountResolver` said of this account, so that it is asked again. */
  refreshAccount(name: string): void {
    this.accounts.refresh(name);
  }

  protected override mayShow(): boolean {
    return true;
  }
}
