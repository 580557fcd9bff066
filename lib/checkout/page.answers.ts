import type { Payment } from '../index.js';
import type { CheckoutDesk } from './checkout.desk.js';
import type { CheckoutRequest } from './checkout.options.js';
import type { CheckoutRefusal } from './checkout.refusal.js';
import type { HttpReply } from './http.reply.js';
import { renderPaymentPage, renderRefusalPage } from './page/index.js';
import type { PageOutput } from './page/page.port.js';
import { PageLinks } from './page.links.js';
import { pageUrl } from './payment.view-maker.js';

/** What one request from a browser is answered. */
export class PageAnswers {
  readonly links: PageLinks;

  constructor(
    private readonly desk: CheckoutDesk,
    request: CheckoutRequest,
    private readonly mount: string,
  ) {
    this.links = new PageLinks(request, desk.settings);
  }

  async payment(payment: Payment): Promise<PageOutput> {
    const { desk, links } = this;
    const view = desk.view(payment, this.mount);
    const { page, check, renew } = view.urls;
    const { status, reference } = payment;
    const returnUrl = links.returnUrl(payment);
    const card = status === 'PENDING' ? await desk.pictures.cardFor(payment) : undefined;
    const { notice } = links;
    return renderPaymentPage({
      ...this.common,
      view,
      languageUrls: this.languageUrls(page),
      canRenew: status === 'EXPIRED' || status === 'FAILED',
      canCheck: status === 'PENDING' || status === 'EXPIRED' || status === 'CANCELLED',
      actions: { check: links.carry(check), renew: links.carry(renew) },
      ...(card !== undefined && { card }),
      ...(desk.settings.showReference && { reference }),
      ...(returnUrl !== undefined && { returnUrl }),
      ...(notice && { notice }),
      ...(desk.mayPlay(payment) && { sandboxPay: links.carry(`${page}/sandbox`) }),
    });
  }

  /** Where there is no payment the page names no id: what nobody has and what is another's look alike. */
  unknown({ message }: CheckoutRefusal): PageOutput {
    const languageUrls = this.languageUrls('');
    return renderRefusalPage({
      ...this.common,
      ...this.back,
      kind: 'unknown',
      message,
      languageUrls,
    });
  }

  /** A form came to nothing. `id` is the payment's, where the form was one's. */
  trouble({ kind, message }: CheckoutRefusal, id: string | undefined): PageOutput {
    if (kind === 'not-found') {
      return renderRefusalPage({ ...this.common, ...this.back, kind: 'unknown', message });
    }
    return renderRefusalPage({
      ...this.common,
      ...this.back,
      kind: 'trouble',
      message,
      ...(id !== undefined && { pageUrl: this.links.carry(pageUrl(id, this.mount)) }),
    });
  }

  private get common() {
    const { merchantName } = this.desk.settings;
    const assetBase = `${this.mount}/page-assets`;
    return { merchantName, assetBase, language: this.links.language };
  }

  private get back() {
    const returnUrl = this.links.returnUrl();
    return returnUrl === undefined ? {} : { returnUrl };
  }

  private languageUrls(page: string) {
    const { links } = this;
    return { en: links.carry(page, { lang: 'en' }), km: links.carry(page, { lang: 'km' }) };
  }
}

/** Sets the page's headers; answers its text. */
export function asHtml(reply: HttpReply, { html, headers }: PageOutput): string {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return html;
}
