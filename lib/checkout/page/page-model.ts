import { PAGE_TEXTS, type PageTexts } from './page.texts.js';
import { pagePhase, type PagePhase } from './page-phase.js';
import type { PageInput, PageLanguage } from './page.port.js';

/** What the views draw from: the input, and what follows from it. */
export interface PageModel extends PageInput {
  readonly phase: PagePhase;
  readonly texts: PageTexts;
  /** For people: `$24.00`, `98,000 ៛`. */
  readonly money: string;
}

export function pageModel(input: PageInput): PageModel {
  const { view, language } = input;
  const { amount, currency } = view;
  const money = currency === 'USD' ? `$${grouped(amount)}` : `${grouped(amount)} ៛`;
  return { ...input, phase: pagePhase(view), texts: PAGE_TEXTS[language], money };
}

/** Thousands by comma, as Cambodian banks print them in both languages. */
function grouped(amount: string): string {
  const [whole = '', ...rest] = amount.split('.');
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','), ...rest].join('.');
}

const LOCALES: Readonly<Record<PageLanguage, string>> = { en: 'en-GB', km: 'km-u-nu-latn' };
/** Where KHQR is paid. */
const timeZone = 'Asia/Phnom_Penh';

/** `25 November 2026, 17:32`, in Phnom Penh. */
export function showDate(iso: string, language: PageLanguage): string {
  const date = new Date(iso);
  const day = { timeZone, day: 'numeric', month: 'long', year: 'numeric' } as const;
  return `${new Intl.DateTimeFormat(LOCALES[language], day).format(date)}, ${showTime(iso)}`;
}

/** `17:32`, in Phnom Penh. */
export function showTime(iso: string): string {
  const time = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', time).format(new Date(iso));
}
