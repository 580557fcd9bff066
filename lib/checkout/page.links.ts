import type { Payment } from '../index.js';
import { languageOf } from './answering.js';
import type { CheckoutRequest } from './checkout.options.js';
import type { CheckoutSettings } from './checkout.settings.js';
import type { HttpReply } from './http.reply.js';
import type { PageInput, PageLanguage } from './page/page.port.js';
import { pageUrl } from './payment.view-maker.js';
import { queryOf } from './request.facts.js';
import { allowedReturn, ownReturn } from './return.urls.js';

type Notice = NonNullable<PageInput['notice']>;
const NOTICES: readonly Notice[] = ['still-waiting', 'ask-later'];

/** What goes along from one page to the next: the language that was chosen, and where the shop wants the customer back. */
export class PageLinks {
  private readonly query: URLSearchParams;
  private readonly returns: string | undefined;

  constructor(
    private readonly request: CheckoutRequest,
    private readonly settings: CheckoutSettings,
  ) {
    this.query = queryOf(request);
    this.returns = allowedReturn(this.query.get('return'), settings.allowedReturns);
  }

  get language(): PageLanguage {
    return languageOf(this.request, this.settings.language);
  }

  get notice(): Notice | undefined {
    return NOTICES.find((notice) => notice === this.query.get('notice'));
  }

  /** Without a payment a function of it cannot be asked. */
  returnUrl(payment?: Payment): string | undefined {
    if (this.returns !== undefined) return this.returns;
    const { returnUrl } = this.settings;
    if (typeof returnUrl !== 'function') return ownReturn(returnUrl);
    return payment && ownReturn(returnUrl(payment));
  }

  /** A URL of ours with what goes along. */
  carry(url: string, own: { readonly lang?: PageLanguage; readonly notice?: Notice } = {}): string {
    const chosen = this.query.get('lang');
    const lang = own.lang ?? (chosen === 'en' || chosen === 'km' ? chosen : undefined);
    const query = new URLSearchParams({
      ...(lang && { lang }),
      ...(this.returns !== undefined && { return: this.returns }),
      ...(own.notice && { notice: own.notice }),
    }).toString();
    return query === '' ? url : `${url}?${query}`;
  }

  /** After a form: to the page, so that loading it again does not post again. */
  redirect(reply: HttpReply, mount: string, id: string, notice?: Notice): void {
    const location = this.carry(pageUrl(id, mount), notice && { notice });
    reply.status(303).header('location', location);
  }
}
