/** Runs in the browser: asks what is new, and draws it. Texts are only ever set as text. */
export const PAGE_SCRIPT = `
const $ = (selector, from = document) => from.querySelector(selector);
const set = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const list = $('.phones');
const phones = new Map();
const SIGN = { USD: '$', KHR: '៛' };
const CHANNEL = { apikhqr: 'APIKHQR', 'bakong-online': 'bakong-api.online' };
let skew = 0;
let version = '';

for (const [id, path] of [['apikhqr', '/api/v1'], ['bakong-online', '/bakong-online'], ['bakong', '/bakong']]) {
  set($('[data-url="' + id + '"]'), location.origin + path);
}
addEventListener('click', async ({ target }) => {
  if (!target.matches('.copy')) return;
  try {
    await navigator.clipboard.writeText($('code', target.parentElement).textContent);
    target.textContent = 'Copied';
    setTimeout(() => { target.textContent = 'Copy'; }, 1500);
  } catch { say('This browser does not let the page copy.'); }
});
$('.scan').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = $('#qr');
  if (await post('/sandbox/scan', { qr: field.value })) field.value = '';
});

function money({ amount, currency }) {
  const [whole, rest] = amount.split('.');
  return whole.replace(/\\B(?=(\\d{3})+$)/g, ',') + (rest ? '.' + rest : '');
}
function time(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
let hush;
function say(text) {
  const toast = $('.toast');
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => { toast.hidden = true; }, 6000);
}
async function post(path, body) {
  try {
    const init = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    const answer = await fetch(path, { method: 'POST', ...init });
    const told = await answer.json();
    if (!answer.ok) say(told.error);
    return answer.ok;
  } catch {
    say('The sandbox does not answer.');
    return false;
  }
}
function make(payment) {
  const phone = $('#phone').content.cloneNode(true).firstElementChild;
  const path = '/sandbox/payments/' + payment.md5;
  phone.dataset.md5 = payment.md5;
  set($('.merchant', phone), payment.merchantName || payment.account);
  set($('.digits', phone), money(payment));
  set($('.currency', phone), payment.currency);
  set($('.badge', phone), SIGN[payment.currency]);
  set($('.clock', phone), time(payment.createdAt));
  set($('.channel', phone), CHANNEL[payment.channel] ?? 'Scanned');
  set($('.note', phone), payment.note ?? payment.account);
  set($('.md5', phone), payment.md5);
  $('.channel', phone).classList.add(payment.channel ?? 'bakong');
  $('.qr', phone).src = path + '/qr.svg';
  $('.qr', phone).alt = 'KHQR code of ' + payment.merchantName + ' for ' + money(payment) + ' ' + payment.currency;
  const pay = $('.pay', phone);
  set(pay, 'Pay ' + (payment.currency === 'USD' ? '$' + money(payment) : money(payment) + ' ៛'));
  pay.setAttribute('aria-label', 'Pay ' + money(payment) + ' ' + payment.currency);
  const press = (button, doing) => button.addEventListener('click', async () => {
    button.disabled = true;
    await post(path + doing);
    button.disabled = false;
  });
  press(pay, '/pay');
  press($('.expire', phone), '/expire');
  return phone;
}
function update(phone, payment) {
  const { status, transfer } = payment;
  phone.dataset.status = status;
  set($('.checks', phone), payment.checks === 0 ? 'not yet' : payment.checks + (payment.checks === 1 ? ' time' : ' times'));
  if (transfer) {
    set($('.done-amount', phone), money(transfer) + ' ' + transfer.currency);
    set($('.done-who', phone), 'to ' + (payment.merchantName || payment.account));
    set($('.done-time', phone), 'from ' + transfer.payer + ' at ' + time(transfer.paidAt));
    set($('.state', phone), payment.told ? 'The shop knows' : 'The shop has not asked yet');
  }
}
function tick() {
  const now = Date.now() + skew;
  for (const { phone, payment } of phones.values()) {
    if (phone.dataset.status === 'PAID') continue;
    const end = Date.parse(payment.expiresAt);
    const left = Math.max(0, Math.ceil((end - now) / 1000));
    const whole = Math.max(1, end - Date.parse(payment.createdAt));
    if (left === 0) phone.dataset.status = 'EXPIRED';
    $('.left', phone).style.transform = 'scaleX(' + Math.min(1, Math.max(0, (end - now) / whole)) + ')';
    const clock = Math.floor(left / 60) + ':' + String(left % 60).padStart(2, '0');
    set($('.state', phone), phone.dataset.status === 'EXPIRED' ? 'Ended at ' + time(payment.expiresAt) : 'Waiting, ' + clock + ' left');
  }
  for (const count of document.querySelectorAll('[data-count]')) {
    const wanted = count.dataset.count;
    set(count, String([...phones.values()].filter(({ phone }) => phone.dataset.status === wanted).length));
  }
}
function mood({ seed, ...settings }) {
  const on = Object.entries(settings).filter(([, value]) => value && value !== 'repeat');
  const words = on.map(([name, value]) => name + ' ' + (typeof value === 'object' ? JSON.stringify(value) : value));
  $('.mood').hidden = on.length === 0;
  set($('.mood'), 'Faults on purpose: ' + words.join(', '));
}
function draw({ payments, settings, apiKey, now }) {
  skew = Date.parse(now) - Date.now();
  set($('[data-key]'), apiKey);
  set($('[data-curl]'), 'curl -X POST ' + location.origin + '/api/v1/khqr/generate \\\\\\n  -H "X-API-Key: ' + apiKey + '" -H "Content-Type: application/json" \\\\\\n  -d \\'{"amount":5.00,"currency":"USD","note":"Order #1234"}\\'');
  mood(settings);
  const wasEmpty = document.body.classList.contains('empty');
  document.body.classList.toggle('empty', payments.length === 0);
  if (wasEmpty !== (payments.length === 0)) $('.connect').open = payments.length === 0;
  const known = new Set(payments.map(({ md5 }) => md5));
  for (const [md5, { phone }] of phones) if (!known.has(md5)) { phone.remove(); phones.delete(md5); }
  // Oldest first, each to the front: what is there already stays where it is.
  for (const payment of payments.toReversed()) {
    let phone = phones.get(payment.md5)?.phone;
    if (!phone) {
      phone = make(payment);
      list.prepend(phone);
    }
    phones.set(payment.md5, { phone, payment });
    update(phone, payment);
  }
  tick();
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
function live(state, words) {
  $('.live').dataset.live = state;
  set($('.live span'), words);
}
async function follow() {
  for (;;) {
    try {
      const answer = await fetch('/sandbox/payments' + (version && '?after=' + version));
      if (!answer.ok) throw new Error('refused');
      const told = await answer.json();
      version = told.version;
      draw(told);
      live('on', 'Live');
      await pause(200);
    } catch {
      version = '';
      live('off', 'Not running');
      await pause(1000);
    }
  }
}
setInterval(tick, 500);
follow();
`;
