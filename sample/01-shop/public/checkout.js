/* global document, DOMParser */
// Keeps the open order page true: asks the shop for the order's state, draws it anew when it has changed, and counts down
// in between. Without this script the page reloads itself.

const POLL_MS = 1000;
/** A code that has ended may still be paid late, so the page looks on, but seldom. */
const IDLE_POLL_MS = 5000;

const base = document.location.pathname;
let deadline = 0;

const checkout = () => document.getElementById('checkout');

/** By the time that is left, not by the clock on the wall: the customer's may be wrong. */
function setDeadline(leftMs) {
  deadline = performance.now() + leftMs;
}

function countDown() {
  const text = document.querySelector('[data-countdown]');
  const bar = document.querySelector('[data-progress]');
  if (!text || !bar) return;
  const left = Math.max(0, deadline - performance.now());
  const seconds = Math.ceil(left / 1000);
  bar.value = left;
  text.textContent =
    seconds > 0
      ? `Valid for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
      : 'Looking for a last payment…';
}

async function redraw() {
  const answer = await fetch(`${base}/fragment`);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = fresh.getElementById('checkout');
  if (!next) return;
  checkout().replaceWith(next);
  // Read out to those who do not see that the page has changed.
  document.getElementById('status').textContent = next.dataset.status;
}

async function look() {
  const answer = await fetch(`${base}/state`);
  if (!answer.ok) return POLL_MS;
  const { key, phase, leftMs } = await answer.json();
  setDeadline(leftMs);
  if (key !== checkout().dataset.key) await redraw();
  countDown();
  return phase === 'waiting' || phase === 'preparing' || phase === 'paid' ? POLL_MS : IDLE_POLL_MS;
}

async function poll() {
  // A phone that was locked, or a shop that restarts: try again.
  const wait = await look().catch(() => IDLE_POLL_MS);
  setTimeout(poll, wait);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!checkout().contains(form)) return;
  event.preventDefault();
  for (const button of checkout().querySelectorAll('button')) button.disabled = true;
  if (form.dataset.sent) form.closest('aside').querySelector('p').textContent = form.dataset.sent;
  fetch(form.action, { method: 'POST' }).then(look, () => document.location.reload());
});

setDeadline(Number(checkout().dataset.leftMs));
countDown();
setInterval(countDown, 250);
setTimeout(poll, POLL_MS);
