import { PaymentPage } from './payment-page.js';

new PaymentPage(document).start();
