import { quotable } from '../errors/foreign.text.js';
import { KhqrAlreadyPaidError } from '../errors/khqr-already-paid.error.js';
import { KhqrConflictError } from '../errors/khqr-conflict.error.js';
import { KhqrRequestError } from '../errors/khqr-request.error.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { adoptRule, type AdoptResult, type ForeignCode } from '../payment/rules/adopt.rule.js';
import type { PaymentAsk } from '../payment/rules/begin.rule.js';
import { toPayment } from '../payment/to-payment.js';
import { verifyCode } from '../providers/qr-verification.js';
import type { PaymentRows } from '../stores/payment-rows.port.js';
import type { TransitionWriter } from '../tracker/transition.writer.js';
import { checkMd5, checkTime } from './check-input.js';
import type { AdoptPaymentInput } from './payment-input.js';

/** Takes over codes that were made elsewhere; asks no provider. */
export class PaymentAdopter {
  constructor(
    private readonly rows: PaymentRows,
    private readonly writer: TransitionWriter,
  ) {}

  /** @throws KhqrRequestError, KhqrAlreadyPaidError; KhqrConflictError where the md5 is another reference's */
  async adopt(ask: PaymentAsk, input: AdoptPaymentInput): Promise<PaymentRecord> {
    const code = readCode(ask, input);
    const { account } = ask;
    await this.refuseForeign(ask, code.md5);
    let result: AdoptResult;
    try {
      result = await this.writer.write(ask, adoptRule(ask, code));
    } catch (error) {
      // Somebody may have been faster; the store's own error carries a record that no shop should see.
      await this.refuseForeign(ask, code.md5);
      throw error;
    }
    const { kind, record } = result;
    if (kind !== 'paid') return record;
    const payment = toPayment(record);
    throw new KhqrAlreadyPaidError(`'${quotable(ask.reference)}' is already paid.`, {
      account,
      payment,
    });
  }

  /** Two references for one md5 would be fulfilled by one payment. */
  private async refuseForeign({ account, reference }: PaymentAsk, md5: string): Promise<void> {
    const known = await this.rows.find({ md5 });
    if (!known || (known.reference === reference && known.account === account)) return;
    const payment = toPayment(known);
    throw new KhqrConflictError(`The md5 ${md5} belongs to another payment.`, { account, payment });
  }
}

function readCode(ask: PaymentAsk, { md5, qrString, expiresAt }: AdoptPaymentInput): ForeignCode {
  const code = { md5: checkMd5(md5), expiresAt: checkTime(expiresAt, 'expiresAt') };
  if (qrString === undefined) return { ...code, qrString: null, verified: false };
  const { amountMinor, currency } = ask;
  const answer = verifyCode({ qrString, md5: code.md5, amountMinor, currency });
  if ('problem' in answer)
    throw new KhqrRequestError(`qrString: ${answer.problem}`, { field: 'qrString' });
  return { ...code, qrString, verified: true };
}
