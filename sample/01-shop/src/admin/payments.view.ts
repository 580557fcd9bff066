import { PAYMENT_STATUSES, type OperationsStats, type Payment } from 'nestjs-khqr';
import { html, type Html } from '../web/html.js';
import { showAmount } from '../web/money.js';
import { showTime } from '../web/time.js';
import { adminPage, pill, table } from './admin.view.js';
import { olderUrl, type PaymentSearch } from './payment-search.js';

export interface PaymentsPage {
  readonly payments: readonly Payment[];
  readonly nextCursor: string | null;
  readonly search: PaymentSearch;
  readonly stats: OperationsStats;
}

export function paymentsPage({ payments, nextCursor, search, stats }: PaymentsPage): string {
  const older =
    nextCursor !== null &&
    html`<p><a class="button quiet-button" href="${olderUrl(search, nextCursor)}">Older</a></p>`;
  const body = html`<h1>Payments</h1>
    ${searchForm(search)} ${table('Payments, newest first', COLUMNS, payments)} ${older}`;
  return adminPage({ title: 'Payments', body, stats });
}

const COLUMNS = [
  {
    label: 'Order',
    cell: ({ id, reference, attempt }: Payment) =>
      html`<a href="/admin/payments/${id}">${reference}</a
        >${attempt > 1 && html` <span class="quiet">code ${attempt}</span>`}`,
  },
  {
    label: 'Amount',
    cell: ({ amount, currency }: Payment) => showAmount(amount, currency),
  },
  { label: 'Status', cell: ({ status }: Payment) => pill(status) },
  { label: 'Made', cell: ({ createdAt }: Payment) => showTime(createdAt) },
  { label: 'Paid', cell: ({ paidAt }: Payment) => (paidAt ? showTime(paidAt) : '–') },
  { label: 'Provider', cell: ({ provider }: Payment) => provider },
];

function searchForm({ status = '', reference = '', from = '', to = '' }: PaymentSearch): Html {
  return html`<form class="sheet search" method="get" action="/admin/payments">
    <label class="field">
      Status
      <select name="status">
        <option value="">all</option>
        ${PAYMENT_STATUSES.map(
          (one) =>
            html`<option value="${one}" ${one === status && html` selected`}>${one}</option>`,
        )}
      </select>
    </label>
    <label class="field"
      >Order <input name="reference" value="${reference}" placeholder="MP-…"
    /></label>
    <label class="field">Paid from <input type="date" name="from" value="${from}" /></label>
    <label class="field">to <input type="date" name="to" value="${to}" /></label>
    <button class="button" type="submit">Search</button>
  </form>`;
}
