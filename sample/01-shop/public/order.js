/* global document, DOMParser, location */
// Keeps an open order page true: looks again while something is expected, and swaps the order in when it has moved on. Without
// this script the page reloads itself.

const LOOK_MS = 1500;
/** The shop could not be reached: a phone that was locked, or a shop that restarts. */
const LOOK_AFTER_FAILURE_MS = 4000;

const order = () => document.getElementById('order');

async function look() {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
  if (!answer.ok) return LOOK_AFTER_FAILURE_MS;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = fresh.getElementById('order');
  if (next && next.dataset.key !== order().dataset.key) {
    order().replaceWith(next);
    // Read out to those who do not see that the page has changed.
    document.getElementById('said').textContent = next.querySelector('[data-say]').textContent;
  }
  return LOOK_MS;
}

async function follow() {
  if (!('live' in order().dataset)) return;
  const wait = await look().catch(() => LOOK_AFTER_FAILURE_MS);
  setTimeout(follow, wait);
}

setTimeout(follow, LOOK_MS);
