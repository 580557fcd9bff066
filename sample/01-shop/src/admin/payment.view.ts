import type { Delivery, HistoryEntry, OperationsStats, Payment } from 'nestjs-khqr';
import { demoForms } from '../demo/demo.view.js';
import { html, type Html, type Part } from '../web/html.js';
import { showAmount, showMinor } from '../web/money.js';
import { showTime } from '../web/time.js';
import { adminPage, pill, table } from './admin.view.js';
import { deliveryTable } from './deliveries.view.js';

export interface PaymentPage {
  readonly payment: Payment;
  readonly history: readonly HistoryEntry[];
  readonly deliveries: readonly Delivery[];
  readonly stats: OperationsStats;
}

export function paymentPage({ payment, history, deliveries, stats }: PaymentPage): string {
  const { reference, status } = payment;
  const body = html`<p><a class="back" href="/admin/payments">← All payments</a></p>
    <h1>${reference} ${pill(status)}</h1>
    ${status === 'REVIEW' && reviewForm(payment, history)} ${demoForms(payment)}
    ${checkForm(payment)}
    <div class="two">
      <section>
        <h2>Payment</h2>
        ${facts(payment)}
      </section>
      <section>
        <h2>History</h2>
        ${table('History, oldest first', HISTORY, history)}
      </section>
    </div>
    <h2>Handlers</h2>
    ${deliveryTable(deliveries)}`;
  return adminPage({ title: reference, body, stats });
}

/** "The customer says that they have paid." */
function checkForm({ id, status }: Payment): Part {
  if (status !== 'PENDING' && status !== 'EXPIRED') return undefined;
  return html`<form method="post" action="/admin/payments/${id}/check">
    <button class="button quiet-button" type="submit">Ask the provider now</button>
  </form>`;
}

const HISTORY = [
  { label: 'When', cell: ({ at }: HistoryEntry) => showTime(at) },
  { label: 'Became', cell: ({ to }: HistoryEntry) => pill(to) },
  {
    label: 'Why',
    cell: ({ reason, details = {} }: HistoryEntry) => {
      const known = Object.entries(details).filter(([, value]) => value !== null);
      return html`${reason}${known.map(([name, value]) => html`<br /><small>${name}: ${String(value)}</small>`)}`;
    },
  },
];

function facts(payment: Payment): Html {
  const { id, reference, amount, currency, attempt, provider, md5, receipt } = payment;
  const rows: readonly (readonly [string, Part])[] = [
    ['Amount', showAmount(amount, currency)],
    ['Order', html`<a href="/orders/${reference}">${reference}</a>, code ${attempt}`],
    ['Code', html`<a href="/khqr/pay/${id}">payment page</a>`],
    ['Ends', showTime(payment.expiresAt)],
    ['Paid', payment.paidAt && showTime(payment.paidAt)],
    ['From', receipt?.payerAccount],
    ['Bank reference', receipt?.bankReference],
    ['Why a review', payment.reviewReason],
    ['Provider', provider],
    ['md5', html`<code>${md5}</code>`],
  ];
  return html`<dl class="sheet">
    ${rows.map(
      ([label, value]) =>
        value !== undefined &&
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function reviewForm(payment: Payment, history: readonly HistoryEntry[]): Html {
  const { id, reviewReason } = payment;
  return html`<form class="sheet decide" method="post" action="/admin/payments/${id}/review">
    <h2>A person has to decide</h2>
    <p>
      ${reviewReason === undefined ? 'The money does not fit' : REASONS[reviewReason]}.
      ${came(payment, history)} Look into the bank’s books. “Paid” fulfils the order, “rejected”
      closes it.
    </p>
    <div class="fields">
      <label class="field">Your name <input name="by" required maxlength="100" /></label>
      <label class="field wide">
        Reason
        <input name="reason" required maxlength="200" placeholder="agreed with the customer" />
      </label>
    </div>
    <p class="buttons">
      <button class="button" type="submit" name="as" value="paid">Paid</button>
      <button class="button quiet-button" type="submit" name="as" value="rejected">Rejected</button>
    </p>
  </form>`;
}

/** How much the provider has told of, where it has. */
function came({ amount, currency }: Payment, history: readonly HistoryEntry[]): Part {
  const told = history.findLast(({ to }) => to === 'REVIEW')?.details;
  const [minor, money] = [told?.['amountMinor'], told?.['currency']];
  if (typeof minor !== 'number' || (money !== 'USD' && money !== 'KHR')) return undefined;
  return html`<strong>${showMinor(minor, money)}</strong> came, ${showAmount(amount, currency)} was
    asked.`;
}

const REASONS: Readonly<Record<NonNullable<Payment['reviewReason']>, string>> = {
  amount: 'Another amount came than the order asks',
  currency: 'Another currency came than the order asks',
  account: 'The money went to another account',
  cancelled: 'It was paid after the shop had cancelled it',
  replaced: 'It was paid although the order has since changed',
  claimed: 'Somebody else has claimed this payment at the provider',
  refused: 'The provider does not answer about this payment',
};
