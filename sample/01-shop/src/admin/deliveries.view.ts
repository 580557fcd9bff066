import type { Delivery, OperationsStats } from 'nestjs-khqr';
import { courierForm } from '../demo/demo.view.js';
import { html, type Html, type Part } from '../web/html.js';
import { showTime } from '../web/time.js';
import { adminPage, pill, table } from './admin.view.js';

export const DELIVERY_STATUSES = ['dead', 'waiting', 'running', 'done', 'superseded'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface DeliveriesPage {
  readonly status: DeliveryStatus;
  readonly deliveries: readonly Delivery[];
  readonly stats: OperationsStats;
  /** Whether the simulated courier is down; undefined where nothing is simulated. */
  readonly courierIsBroken: boolean | undefined;
}

export function deliveriesPage(parts: DeliveriesPage): string {
  const { status, deliveries, stats, courierIsBroken } = parts;
  const body = html`<h1>Deliveries of events to handlers</h1>
    <p class="lead">
      A handler that fails is run again by itself. One that has failed to the end is a dead letter:
      mend the cause, then send it again.
    </p>
    <ul class="tabs">
      ${DELIVERY_STATUSES.map(
        (one) =>
          html`<li>
            <a
              href="/admin/deliveries?status=${one}"
              ${one === status && html` aria-current="page"`}
              >${one}</a
            >
          </li>`,
      )}
    </ul>
    ${status === 'dead' && deliveries.length > 0 && sendAll()} ${deliveryTable(deliveries)}
    ${courierIsBroken !== undefined && courierForm(courierIsBroken)}`;
  return adminPage({ title: 'Deliveries', body, stats });
}

function sendAll(): Html {
  return html`<form method="post" action="/admin/deliveries/redeliver">
    <button class="button" type="submit">Send all again</button>
  </form>`;
}

export function deliveryTable(deliveries: readonly Delivery[]): Html {
  return table('Deliveries, newest first', COLUMNS, deliveries);
}

const COLUMNS = [
  {
    label: 'Order',
    cell: ({ paymentId, reference }: Delivery): Part =>
      paymentId === null ? '–' : html`<a href="/admin/payments/${paymentId}">${reference}</a>`,
  },
  { label: 'Event', cell: ({ type }: Delivery) => type.replace('khqr.', '') },
  { label: 'Handler', cell: ({ handlerId }: Delivery) => html`<code>${handlerId}</code>` },
  { label: 'Status', cell: ({ status }: Delivery) => pill(status) },
  {
    label: 'Runs',
    cell: ({ attempt, error, status, dueAt }: Delivery) =>
      html`${attempt}${status === 'waiting' && html`, next at ${showTime(dueAt)}`}${error !== null && html`<br /><small>${error}</small>`}`,
  },
  { label: 'Again', cell: redeliverForm },
];

function redeliverForm({ status, eventId, handlerId }: Delivery): Part {
  if (status !== 'dead') return '–';
  return html`<form method="post" action="/admin/deliveries/redeliver">
    <input type="hidden" name="eventId" value="${eventId}" />
    <input type="hidden" name="handlerId" value="${handlerId}" />
    <button class="button small" type="submit">Send again</button>
  </form>`;
}
