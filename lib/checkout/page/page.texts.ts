import type { PagePhase } from './page-phase.js';
import { KHMER } from './khmer.texts.js';
import type { PageLanguage } from './page.port.js';

/** Everything that the page says. `{time}`, `{amount}` and `{name}` are filled in. */
export interface PageTexts {
  /** The name of this language in itself: what the other page's switch says. */
  readonly language: string;
  /** A heading for each phase, and a sentence that says what to do. */
  readonly phases: Readonly<Record<PagePhase, { readonly title: string; readonly text: string }>>;
  /** Where there is no payment to show. */
  readonly unknown: { readonly title: string; readonly text: string };
  /** Above what went wrong. */
  readonly trouble: string;
  readonly toPayment: string;
  readonly codeLabel: string;
  readonly noPicture: string;
  readonly listening: string;
  readonly left: string;
  readonly until: string;
  readonly soon: string;
  readonly steps: readonly string[];
  readonly stepsHere: readonly string[];
  readonly payHere: string;
  readonly payThere: string;
  readonly save: string;
  readonly openApp: string;
  readonly iHavePaid: string;
  readonly asking: string;
  readonly stillWaiting: string;
  readonly askLater: string;
  readonly askFailed: string;
  readonly newCode: string;
  readonly tryAgain: string;
  readonly back: string;
  readonly offline: string;
  readonly receipt: {
    readonly paidTo: string;
    readonly amount: string;
    readonly order: string;
    readonly time: string;
    readonly number: string;
  };
  readonly late: string;
  readonly safe: string;
  readonly sandbox: string;
  readonly sandboxPay: string;
}

const ENGLISH: PageTexts = {
  language: 'English',
  phases: {
    making: { title: 'Making your code…', text: 'This takes a few seconds.' },
    waiting: { title: 'Scan to pay', text: '' },
    ending: {
      title: 'This code has ended',
      text: 'Please do not pay with it any more. We are looking for a last payment; this takes less than a minute.',
    },
    paid: { title: 'Payment received', text: 'Thank you. You can close this page.' },
    ended: {
      title: 'This code has ended',
      text: 'Nothing was paid with it. Ask for a new code, and do not use the old one.',
    },
    cancelled: {
      title: 'This payment was cancelled',
      text: 'Please do not pay with the old code. If you have already paid, tell the shop this number.',
    },
    review: {
      title: 'The shop is looking at your payment',
      text: 'Somebody has to check it by hand. Please do not pay again. If you have a question, tell the shop this number.',
    },
    rejected: {
      title: 'The shop has closed this payment',
      text: 'Please do not pay with the old code. If money has left your account, tell the shop this number.',
    },
    failed: {
      title: 'There is no code yet',
      text: 'The payment service did not give us one. Nothing was paid; please try again.',
    },
  },
  unknown: {
    title: 'There is no payment here',
    text: 'The link may be incomplete. Please open it again from the shop.',
  },
  trouble: 'That did not work',
  toPayment: 'Back to the payment',
  codeLabel: 'KHQR code: {amount} to {name}',
  noPicture: 'There is no picture of this code here. Please ask the shop for it.',
  listening: 'Waiting for your payment…',
  left: 'The code is valid for',
  until: 'The code is valid until',
  soon: 'Less than a minute is left.',
  steps: [
    'Open your banking app and choose “Scan QR”.',
    'Scan the code. Check the name and the amount.',
    'Confirm. This page changes by itself.',
  ],
  stepsHere: [
    'Save the code as a picture.',
    'In your banking app choose “Scan QR”, then the picture.',
    'Confirm, and come back to this page.',
  ],
  payHere: 'Paying on this phone?',
  payThere: 'How to pay',
  save: 'Save the code',
  openApp: 'Open the banking app',
  iHavePaid: 'I have paid',
  asking: 'Asking the bank…',
  stillWaiting:
    'The bank does not know of a payment yet. That can take a moment: leave this page open.',
  askLater: 'We have asked just now. Please wait a little before you ask again.',
  askFailed: 'We could not ask just now. We keep trying: leave this page open.',
  newCode: 'Get a new code',
  tryAgain: 'Try again',
  back: 'Back to the shop',
  offline: 'No connection to the shop. Trying again…',
  receipt: {
    paidTo: 'Paid to',
    amount: 'Amount',
    order: 'Order',
    time: 'Time',
    number: 'Payment number',
  },
  late: 'It came after the code had ended, and counts.',
  safe: 'This page never asks for your PIN or password.',
  sandbox: 'Sandbox: no money moves here.',
  sandboxPay: 'Pay as the customer’s phone',
};

export const PAGE_TEXTS: Readonly<Record<PageLanguage, PageTexts>> = { en: ENGLISH, km: KHMER };
