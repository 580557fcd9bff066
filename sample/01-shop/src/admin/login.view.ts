import { html } from '../web/html.js';
import { page } from '../web/layout.view.js';

export function loginPage(wasWrong: boolean): string {
  const body = html`<section class="sheet login">
    <h1>For the shop’s staff</h1>
    <form method="post" action="/admin/login">
      <label class="field">
        Password
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          autofocus
          ${wasWrong && html`aria-invalid="true" aria-describedby="wrong"`}
        />
      </label>
      ${wasWrong && html`<p class="note" id="wrong" role="alert">That is not the password.</p>`}
      <button class="button" type="submit">Sign in</button>
    </form>
    <p class="quiet">Without ADMIN_PASSWORD, the password is printed where the shop was started.</p>
  </section>`;
  return page({ title: 'Sign in', body });
}
