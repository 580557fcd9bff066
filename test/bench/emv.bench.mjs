// Encode, decode and verify beside the official SDK (bakong-khqr 1.0.20), and a megabyte of hostile text.
// Needs a build. Each round times both, one after the other in alternating order, so that a busy machine slows both;
// the ratio of a round is what is compared. Run: npm run bench -- emv
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import sdk from 'bakong-khqr';
import { decodeKhqr, encodeKhqr, verifyKhqr } from '../../dist/esm/emv/index.js';
import { scanTlv } from '../../dist/esm/emv/tlv.js';

const ROUNDS = 15;
const CALLS = 2_000;
const GOAL = 5;

const NOW = Date.now();
const END = NOW + 600_000;
const { BakongKHQR, IndividualInfo, MerchantInfo } = sdk;
const khqr = new BakongKHQR();

// Many different codes, so that no engine can learn one by heart. Half are individual in USD, half merchant in KHR.
const inputs = Array.from({ length: 500 }, (_, n) => ({
  account: `shop${n}@aclb`,
  merchantName: `Coffee Shop ${n}`,
  merchantCity: 'Siem Reap',
  currency: n % 2 ? 'KHR' : 'USD',
  amount: n % 2 ? 1000 + n : `${1 + n}.50`,
  billNumber: `INV-${100_000 + n}`,
  storeLabel: 'Store 1',
  terminalLabel: `T-${n}`,
  createdAt: NOW,
  expiresAt: END,
  ...(n % 2 && { merchantId: `M-${n}`, acquiringBank: 'Dev Bank' }),
}));
const optionals = inputs.map((input) => ({
  currency: input.currency === 'USD' ? 840 : 116,
  amount: input.amount,
  billNumber: input.billNumber,
  storeLabel: input.storeLabel,
  terminalLabel: input.terminalLabel,
  expirationTimestamp: END,
}));

/** From plain fields to a code. The SDK's information object belongs to that: its constructor cleans the fields. */
function generate(n) {
  const { account, merchantName, merchantCity, merchantId, acquiringBank } = inputs[n];
  const rest = optionals[n];
  return merchantId
    ? khqr.generateMerchant(
        new MerchantInfo(account, merchantName, merchantCity, merchantId, acquiringBank, rest),
      )
    : khqr.generateIndividual(new IndividualInfo(account, merchantName, merchantCity, rest));
}

const texts = inputs.map((input) => encodeKhqr(input).qr);

const pairs = {
  encode: {
    ours: (n) => encodeKhqr(inputs[n]).md5.length,
    theirs: (n) => generate(n).data.md5.length,
  },
  decode: {
    ours: (n) => decodeKhqr(texts[n]).account.length,
    theirs: (n) => BakongKHQR.decode(texts[n]).data.bakongAccountID.length,
  },
  verify: {
    ours: (n) => (verifyKhqr(texts[n], { now: NOW }).valid ? 1 : 0),
    theirs: (n) => (BakongKHQR.verify(texts[n]).isValid ? 1 : 0),
  },
};

/** Microseconds a call. The sum is checked, so that no call can be left out. */
function time(call) {
  let sum = 0;
  const start = performance.now();
  for (let at = 0; at < CALLS; at++) sum += call(at % inputs.length);
  const spent = performance.now() - start;
  if (sum < CALLS) throw new Error('A call gave nothing.');
  return (spent * 1000) / CALLS;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const range = (values, digits) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

let failed = 0;
console.log(`${ROUNDS} interleaved rounds of ${CALLS} calls: median (min–max)`);
for (const [name, { ours, theirs }] of Object.entries(pairs)) {
  for (const call of [ours, theirs, ours, theirs]) time(call);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    if (round % 2) return { a: time(ours), b: time(theirs) };
    const b = time(theirs);
    return { a: time(ours), b };
  });
  const ratios = rounds.map(({ a, b }) => b / a);
  const met = median(ratios) >= GOAL;
  if (!met) failed++;
  console.log(
    `${name}: ${range(ratios, 1)} times the official SDK's rate, goal ${GOAL}: ${met ? 'met' : 'MISSED'}; ` +
      `ours ${range(
        rounds.map(({ a }) => a),
        2,
      )} µs, theirs ${range(
        rounds.map(({ b }) => b),
        2,
      )} µs`,
  );
}

// Longer than any QR symbol, so both refuse it unread; the scan below them is timed as well.
const MEGABYTE = 1 << 20;
for (const piece of ['0000', '9104ABCD', `6296${'0100'.repeat(24)}`, '620601XXab', '9', '🍜']) {
  const text = piece.repeat(Math.floor(MEGABYTE / piece.length));
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    scanTlv(text, 0, text.length, () => undefined);
    verifyKhqr(text);
    try {
      decodeKhqr(text);
    } catch {
      // Refused, as it should be.
    }
    return performance.now() - start;
  });
  const met = Math.max(...times) < 50;
  if (!met) failed++;
  console.log(
    `1 MB of '${piece.slice(0, 12)}': ${range(times, 3)} ms, goal under 50: ${met ? 'met' : 'MISSED'}`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
