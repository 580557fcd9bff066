import type { ListPaymentsFilter, PaymentStatus } from 'nestjs-khqr';

/** The fields of the search form, as the address has them. */
export type PaymentSearch = Readonly<
  Partial<Record<'status' | 'reference' | 'from' | 'to' | 'cursor', string>>
>;

/** A field that is named twice is a list, and is left out. */
export function readSearch(query: Readonly<Record<string, unknown>>): PaymentSearch {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => typeof value === 'string'));
}

const PAGE = 20;
const DAY_MS = 86_400_000;

/** Fields left empty do not filter. What a filter cannot be, `listPayments` refuses by name. */
export function readFilter(search: PaymentSearch): ListPaymentsFilter {
  const { status, reference, from, to, cursor } = search;
  return {
    limit: PAGE,
    ...(status && { status: status as PaymentStatus }),
    ...(reference && { reference: reference.trim().toUpperCase() }),
    ...(from && { paidFrom: dayInPhnomPenh(from) }),
    ...(to && { paidTo: new Date(dayInPhnomPenh(to).getTime() + DAY_MS) }),
    ...(cursor && { cursor }),
  };
}

/** The same search, further down. */
export function olderUrl(search: PaymentSearch, cursor: string): string {
  return `/admin/payments?${new URLSearchParams({ ...search, cursor }).toString()}`;
}

function dayInPhnomPenh(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`);
}
