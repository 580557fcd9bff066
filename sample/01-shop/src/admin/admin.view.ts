import type { OperationsStats } from 'nestjs-khqr';
import { html, type Html, type Part } from '../web/html.js';
import { page } from '../web/layout.view.js';

export interface AdminPage {
  readonly title: string;
  readonly body: Part;
  readonly stats: OperationsStats;
}

/** The frame of the staff's pages; what waits for a person is counted in it. */
export function adminPage({ title, body, stats }: AdminPage): string {
  const nav = html`<a href="/admin/payments">Payments</a>
    <a href="/admin/payments?status=REVIEW">Reviews ${count(stats.reviews)}</a>
    <a href="/admin/deliveries">Deliveries ${count(stats.deliveries.dead)}</a>
    <form method="post" action="/admin/logout">
      <button class="link" type="submit">Sign out</button>
    </form>`;
  return page({ title, nav, body });
}

function count(waiting: number): Html | false {
  return waiting > 0 && html`<span class="badge">${waiting}</span>`;
}

export function pill(status: string): Html {
  return html`<span class="pill ${status.toLowerCase()}">${status}</span>`;
}

export interface Column<T> {
  readonly label: string;
  readonly cell: (row: T) => Part;
}

/** On a narrow screen each row is a card whose cells say what they are. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): Html {
  if (rows.length === 0) return html`<p class="sheet quiet">Nothing here.</p>`;
  return html`<table class="sheet">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(({ label, cell }) => html`<td data-label="${label}"><div>${cell(row)}</div></td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
