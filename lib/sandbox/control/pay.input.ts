import type { SandboxPayOptions } from '../../providers/sandbox/sandbox-code.js';
import type { WebBody } from '../../web/web-exchange.js';
import { readObject, refuse } from '../../web/body.fields.js';

/** Reads what a customer pays otherwise than asked. @throws KhqrRequestError naming the field and the rule */
export function readPay(body: WebBody): SandboxPayOptions {
  if (body.kind === 'none') return {};
  const { amount, currency, payer, late } = readObject(body, [
    'amount',
    'currency',
    'payer',
    'late',
  ]);
  if (amount !== undefined && typeof amount !== 'number' && typeof amount !== 'string') {
    throw refuse('amount', 'must be a number or decimal text');
  }
  if (currency !== undefined && currency !== 'USD' && currency !== 'KHR') {
    throw refuse('currency', 'must be USD or KHR');
  }
  if (
    payer !== undefined &&
    (typeof payer !== 'string' || !/^[^\s@]{1,64}@[^\s@]{1,64}$/.test(payer))
  ) {
    throw refuse('payer', 'must be an account such as customer@bank');
  }
  if (late !== undefined && typeof late !== 'boolean')
    throw refuse('late', 'must be true or false');
  return {
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(payer !== undefined && { payer }),
    ...(late !== undefined && { late }),
  };
}

/** Reads the text of a code that was made elsewhere. @throws KhqrRequestError */
export function readScan(body: WebBody): string {
  const { qr } = readObject(body, ['qr']);
  if (typeof qr !== 'string') throw refuse('qr', 'must be the text of a KHQR');
  return qr.trim();
}
