import type { CustomerLanguage } from './language.js';

/** What went wrong, from the customer's side. */
export type RefusalKind =
  | 'not-found'
  | 'already-paid'
  | 'conflict'
  | 'unavailable'
  | 'too-many'
  | 'request'
  | 'amount'
  | 'no-picture'
  | 'internal';

/** For customers, so nothing in them comes from an error. */
export const CUSTOMER_MESSAGES: Readonly<
  Record<CustomerLanguage, Readonly<Record<RefusalKind, string>>>
> = {
  en: {
    'not-found': 'This payment or order was not found.',
    'already-paid': 'This order has already been paid.',
    conflict: 'This order has another payment under way. Please open it again.',
    unavailable: 'Payments are not available at the moment. Please try again shortly.',
    'too-many': 'Too many requests. Please wait a moment and try again.',
    request: 'This request cannot be understood.',
    amount: 'The shop says what an order costs; a request must not name an amount.',
    'no-picture': 'This picture cannot be made here. Please use the SVG.',
    internal: 'Something went wrong. Please try again.',
  },
  km: {
    'not-found': 'រកមិនឃើញការទូទាត់ ឬការបញ្ជាទិញនេះទេ។',
    'already-paid': 'ការបញ្ជាទិញនេះបានទូទាត់រួចហើយ។',
    conflict: 'ការបញ្ជាទិញនេះមានការទូទាត់មួយទៀតកំពុងដំណើរការ។ សូមបើកវាម្ដងទៀត។',
    unavailable: 'ការទូទាត់មិនអាចប្រើបាននៅពេលនេះទេ។ សូមព្យាយាមម្ដងទៀតបន្តិចទៀត។',
    'too-many': 'សំណើច្រើនពេក។ សូមរង់ចាំបន្តិច រួចព្យាយាមម្ដងទៀត។',
    request: 'សំណើនេះមិនត្រឹមត្រូវទេ។',
    amount: 'ហាងជាអ្នកកំណត់តម្លៃ។ សំណើមិនត្រូវបញ្ជាក់ចំនួនទឹកប្រាក់ទេ។',
    'no-picture': 'រូបភាពនេះមិនអាចបង្កើតនៅទីនេះបានទេ។ សូមប្រើ SVG។',
    internal: 'មានបញ្ហាមួយបានកើតឡើង។ សូមព្យាយាមម្ដងទៀត។',
  },
};
