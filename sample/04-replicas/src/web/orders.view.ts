import type { Order } from '../orders/order.js';

/** Nothing on it was written by a stranger: numbers and prices are the shop's own. */
export function ordersPage(price: string, orders: readonly Order[]): string {
  const rows = orders.map(
    ({ id, amount, shipments }) =>
      `<tr><td>${id}<td>$${amount}<td>${shipments === 0 ? 'not paid yet' : `shipped ${String(shipments)}×`}`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Angkor Coffee</title>
<style>
  body { font: 17px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
  button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .5rem; background: #1f5f4a; color: #fff; }
  table { width: 100%; border-collapse: collapse; margin-top: 2rem; }
  td { padding: .5rem 0; border-top: 1px solid #8884; }
</style>
<h1>Angkor Coffee</h1>
<form method="post" action="/orders"><button>An iced coffee, $${price}</button></form>
<table>${rows.join('\n')}</table>
`;
}
