import type { Arrived } from './loopback.js';
import { Service, type ServiceAnswer } from './service.js';

const NOT_FOUND = { responseCode: 1, responseMessage: 'Transaction not found', data: null };

/** "Fluid Payments" as its documents have it; `qrdata` and the envelope are what other hosts of the family add. */
export class BakongOnlineService extends Service {
  constructor(private readonly seen: boolean) {
    super();
  }

  protected override answer({ path }: Arrived): ServiceAnswer {
    const url = new URL(path, this.origin);
    const asked = (name: string) => url.searchParams.get(name) ?? '';
    if (url.pathname === '/khqr/create') {
      const account = asked('bakongid');
      const code = this.issue(Number(asked('amount')), 'USD', account, asked('merchantname'));
      const picture = `${this.origin}/khqr/qr/${code.bill}`;
      const made = { status: true, message: 'success', qr: picture, qr_stand: picture };
      const { md5, bill, qr } = code;
      return this.seen
        ? { status: 201, json: { ...made, md5, transactionid: bill, qrdata: qr } }
        : { status: 200, json: { ...made, md5, tran: bill } };
    }
    const tran = /^\/khqr\/check\/(.+)$/.exec(url.pathname)?.[1];
    const code = [...this.codes.values()].find(({ md5, bill }) =>
      tran === undefined ? md5 === asked('md5') : bill === decodeURIComponent(tran),
    );
    const paid = code?.status === 'PAID' && code.account === asked('bakongid') ? code : undefined;
    const answer = paid
      ? {
          responseCode: 0,
          responseMessage: 'Success',
          data: {
            status: 'SUCCESS',
            amount: paid.amount,
            currency: paid.currency,
            hash: paid.md5.repeat(2),
            ...(this.seen && { toAccountId: paid.account, fromAccountId: 'payer@aclb' }),
          },
        }
      : NOT_FOUND;
    const word = paid ? 'success' : 'not_found';
    return { status: 200, json: this.seen ? { status: word, apiResult: answer } : answer };
  }
}
