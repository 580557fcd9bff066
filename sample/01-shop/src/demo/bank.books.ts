import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { formatMoney, SandboxBank } from 'nestjs-khqr';
import { Database, type Row, type Value } from '../database/database.js';
import { Settings } from '../settings.js';

type Transfer = (typeof SandboxBank.prototype.ledger)[number];

/** Nobody asks about an older code any more. */
const KEPT_MS = 86_400_000;

/** The simulated bank lives in this process, and a real one would not forget at a restart: so its books are kept here. */
@Injectable()
export class BankBooks implements OnModuleInit {
  private readonly logger = new Logger('Sandbox');

  constructor(
    private readonly bank: SandboxBank,
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.settings.isSandbox) return;
    await this.database.query('DELETE FROM shop_sandbox WHERE made_at < $1', [
      Date.now() - KEPT_MS,
    ]);
    for (const row of await this.database.query('SELECT * FROM shop_sandbox')) this.recall(row);
    this.bank.on((event) => {
      if (event.type === 'opened') {
        const { md5, qrString } = event.code;
        this.note(
          'INSERT INTO shop_sandbox (md5, qr, ended, made_at) VALUES ($1, $2, 0, $3) ON CONFLICT DO NOTHING',
          [md5, qrString, Date.now()],
        );
      } else if (event.type === 'paid') {
        this.note('UPDATE shop_sandbox SET paid = $2 WHERE md5 = $1', [
          event.code.md5,
          JSON.stringify(event.transfer),
        ]);
      } else if (event.type === 'expired') {
        this.note('UPDATE shop_sandbox SET ended = 1 WHERE md5 = $1', [event.code.md5]);
      }
    });
  }

  private recall({ qr, paid, ended }: Row): void {
    const { md5 } = this.bank.scan(String(qr));
    if (Number(ended) === 1) this.bank.expire(md5);
    if (typeof paid !== 'string') return;
    const { amountMinor, currency, payerAccount, paidAt } = JSON.parse(paid) as Transfer;
    const amount = formatMoney({ minor: amountMinor, currency });
    this.bank.pay(md5, { amount, currency, payer: payerAccount, at: paidAt, late: true });
  }

  private note(text: string, values: readonly Value[]): void {
    this.database.query(text, values).catch((error: unknown) => {
      this.logger.error(error);
    });
  }
}
