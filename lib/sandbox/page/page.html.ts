const COPY = (label: string): string =>
  `<button class="copy" type="button" aria-label="Copy ${label}">Copy</button>`;

const service = (name: string, id: string, what: string): string => `
      <li class="service">
        <span class="service-name"><i class="dot ${id}"></i>${name}</span>
        <span class="service-what">${what}</span>
        <span class="line"><code data-url="${id}"></code>${COPY(`the base URL of ${name}`)}</span>
      </li>`;

const MODULES =
  '<path d="M9 9h9v9H9zm3 3v3h3v-3zM22 9h9v9h-9zm3 3v3h3v-3zM9 22h9v9H9zm3 3v3h3v-3zM22 22h4v4h-4zM27 27h4v4h-4zM22 28h3v3h-3zM28 22h3v3h-3z"/>';

const MARK = `<svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" rx="10"/>${MODULES}</svg>`;

export const PAGE_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="10" fill="#e1232e"/><g fill="#fff" fill-rule="evenodd">${MODULES}</g></svg>`;

const TICK = `<svg class="tick" viewBox="0 0 96 96" aria-hidden="true"><circle cx="48" cy="48" r="44"/><path d="M28 50l14 14 27-30"/></svg>`;

/** One payment, as the customer's phone shows it. */
const PHONE = `
  <template id="phone">
    <li class="phone" data-status="WAITING">
      <div class="screen">
        <div class="bar" aria-hidden="true"><span class="clock"></span><i class="island"></i><span class="radio"><i></i><i></i><i></i></span></div>
        <div class="card">
          <div class="head"><b>KHQR</b></div>
          <div class="who"><span class="merchant"></span><strong class="amount"><span class="digits"></span> <small class="currency"></small></strong></div>
          <div class="code"><img class="qr" alt="" width="208" height="208"><i class="badge"></i><span class="over">Expired</span></div>
        </div>
        <div class="done">${TICK}<p class="done-title">Paid</p><p class="done-amount"></p><p class="done-who"></p><p class="done-time"></p></div>
        <div class="life"><i class="left"></i></div>
        <p class="state" aria-live="polite"></p>
        <div class="buttons"><button class="pay" type="button"></button><button class="expire" type="button">Expire</button></div>
      </div>
      <dl class="facts"><div><dt class="channel"></dt><dd class="note"></dd></div><div><dt>md5</dt><dd class="md5"></dd></div><div><dt>Asked</dt><dd class="checks"></dd></div></dl>
    </li>
  </template>`;

/** The page as it comes; the script fills in addresses and phones. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>KHQR sandbox</title>
  <link rel="icon" href="/sandbox/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/sandbox/page.css">
  <script src="/sandbox/page.js" type="module"></script>
</head>
<body class="empty">
  <header class="top">
    <a class="brand" href="/">${MARK}<span><b>KHQR sandbox</b><small>A bank to play with. No money moves.</small></span></a>
    <p class="tally" aria-live="polite"><span><b data-count="WAITING">0</b> waiting</span><span><b data-count="PAID">0</b> paid</span><span><b data-count="EXPIRED">0</b> expired</span></p>
    <p class="live" data-live="wait"><i></i><span>Connecting</span></p>
  </header>
  <main>
    <section class="hello">
      <div class="hello-words">
        <h1>Waiting for the first code</h1>
        <p>Point a shop at one of these addresses. Every code it makes appears here as a customer’s phone, and one button pays it.</p>
      </div>
    </section>
    <details class="connect" open>
      <summary>Connect a shop</summary>
      <ul class="services">${service('APIKHQR', 'apikhqr', 'REST API v1')}${service('bakong-api.online', 'bakong-online', 'No key, codes as pictures')}${service('Bakong Open API', 'bakong', 'Codes are made in the shop: scan them below')}
      </ul>
      <div class="try">
        <p class="line key"><span>Key and token</span><code data-key></code>${COPY('the key')}</p>
        <div class="line curl"><pre tabindex="0"><code data-curl></code></pre>${COPY('the command')}</div>
      </div>
      <form class="scan"><label for="qr">Scan a code that was made elsewhere</label><span class="line"><input id="qr" name="qr" placeholder="000201010212…" autocomplete="off" spellcheck="false" required><button type="submit">Scan</button></span></form>
    </details>
    <p class="mood" hidden></p>
    <ul class="phones" aria-label="Payments, newest first"></ul>
  </main>
  <p class="toast" role="alert" hidden></p>
${PHONE}
</body>
</html>
`;
