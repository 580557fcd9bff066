// Checks a second and core: our provider and HTTP client beside a bare undici Pool, the fetch loop of the providers' own
// documents, and an axios loop. One loopback server in another process, interleaved rounds, JSON parsed by all.
// Rates are per second of this process's CPU time, so that a shared machine or a slow server does not flatter anybody.
// The order turns from round to round and garbage is collected between, so that nobody pays for the one before.
import { fork } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import axios from 'axios';
import { Pool } from 'undici';
import { line, median } from './figures.mjs';

const ROUNDS = 9;
const CHECKS = 5_000;
const GOALS = { pool: 0.7, fetch: 3 };
const KEY = 'sk_live_bench';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const dist = new URL('../../dist/esm/', import.meta.url);
const { ApikhqrProvider } = await import(new URL('providers/apikhqr/apikhqr.provider.js', dist));
const { SystemClock } = await import(new URL('clock/system.clock.js', dist));
const { SystemRandom } = await import(new URL('clock/system.random.js', dist));

const server = fork(new URL('http-server.mjs', import.meta.url));
const { port } = await new Promise((resolve) => server.once('message', resolve));
const origin = `http://127.0.0.1:${port}`;
const base = `${origin}/api/v1`;

/** Each checks one md5 and answers what it was told. */
function contenders(concurrency) {
  const headers = { 'X-API-Key': KEY };
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  const provider = new ApikhqrProvider(
    { provider: 'apikhqr', apiKey: KEY, baseUrl: base },
    { account: 'bench', clock: new SystemClock(), random: new SystemRandom(), warn: () => {} },
  );
  const request = {
    amountMinor: 500,
    currency: 'USD',
    payee: null,
    providerRef: null,
    qrString: null,
  };
  return {
    async ours(md5) {
      const { outcome } = await provider.checkPayment({ ...request, id: md5, md5, createdAt: 0 });
      return outcome === 'pending' ? 'WAITING' : outcome;
    },
    async pool(md5) {
      const path = `/api/v1/khqr/status?md5=${md5}`;
      const { body } = await pool.request({ method: 'GET', path, headers });
      return (await body.json()).status;
    },
    async fetch(md5) {
      return (await fetch(`${base}/khqr/status?md5=${md5}`, { headers }).then((r) => r.json()))
        .status;
    },
    async axios(md5) {
      return (await axios.get(`${base}/khqr/status`, { params: { md5 }, headers })).data.status;
    },
    close: () => Promise.all([pool.destroy(), provider.close()]),
  };
}

async function round(check, concurrency) {
  const waits = [];
  let next = 0;
  const worker = async () => {
    while (next < CHECKS) {
      const md5 = (next++).toString(16).padStart(32, '0');
      const began = performance.now();
      const status = await check(md5);
      waits.push(performance.now() - began);
      if (status !== 'WAITING') throw new Error(`Answered ${status}.`);
    }
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  waits.sort((a, b) => a - b);
  return {
    perCpuSecond: CHECKS / ((user + system) / 1e6),
    perSecond: CHECKS / (wallMs / 1e3),
    p99: waits[Math.floor(waits.length * 0.99)],
  };
}

let met = true;
for (const concurrency of [50, 200]) {
  const { close, ...checks } = contenders(concurrency);
  const results = Object.fromEntries(Object.keys(checks).map((name) => [name, []]));
  for (let i = -1; i < ROUNDS; i++) {
    const names = Object.keys(checks);
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + i + 1) % names.length];
      const check = checks[name];
      collectGarbage();
      const result = await round(check, concurrency);
      // The first round warms up.
      if (i >= 0) results[name].push(result);
    }
  }
  await close();
  console.log(`\n${concurrency} at once, ${ROUNDS} rounds of ${CHECKS} checks`);
  for (const [name, rounds] of Object.entries(results)) {
    const of = (field) => rounds.map((result) => result[field]);
    console.log(`  ${line(`${name}, checks per CPU second`, of('perCpuSecond'), 0)}`);
    console.log(`  ${line(`${name}, checks per second`, of('perSecond'), 0)}`);
    console.log(`  ${line(`${name}, p99 ms`, of('p99'), 1)}`);
  }
  for (const other of ['pool', 'fetch', 'axios']) {
    const ratios = results.ours.map((own, i) => own.perCpuSecond / results[other][i].perCpuSecond);
    const goal = GOALS[other];
    const verdict = goal === undefined ? '' : median(ratios) >= goal ? 'met' : 'MISSED';
    met &&= verdict !== 'MISSED';
    const aim = goal === undefined ? '' : ` · goal ${goal}: ${verdict}`;
    console.log(`  ${line(`ours / ${other}`, ratios)}${aim}`);
  }
}
server.disconnect();
process.exitCode = met ? 0 : 1;
