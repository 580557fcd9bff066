// Requests a second that a gateway answers, beside a bare Nest route that returns a constant: `generate` beside a POST with the
// same body, `status` beside a GET. Memory store, on Express, which is Nest's default and what the goals are for, and on Fastify;
// and on SQLite `generate` beside the bare writes that it makes. Rounds take turns, since the machine is shared; what is judged
// is the median of their ratios.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import { line, median } from './figures.mjs';

const ROUNDS = 7;
const SECONDS = 2;
const CONNECTIONS = 50;
const GOALS = { generate: 0.35, status: 0.6, sqlite: 0.5 };
const BENCH_KEY = 'sk_live_bench_0123456789';

const headers = { 'x-api-key': BENCH_KEY, 'content-type': 'application/json' };
const body = JSON.stringify({ amount: 5, currency: 'USD', note: 'Order #1234' });

let met = true;
function judge(label, values, goal) {
  const isMet = median(values) >= goal;
  met &&= isMet;
  console.log(`  ${line(`${label}, goal ${goal}`, values)} ${isMet ? 'met' : 'MISSED'}`);
}

async function open(...options) {
  const process_ = fork(new URL('gateway/app.mjs', import.meta.url), options, {
    env: { ...process.env, BENCH_KEY },
  });
  const [{ port }] = await once(process_, 'message');
  const origin = `http://127.0.0.1:${port}`;
  const made = await fetch(`${origin}/api/v1/khqr/generate`, { method: 'POST', headers, body });
  const { md5 } = await made.json();
  return {
    requests: {
      'bare POST': { url: `${origin}/bare`, method: 'POST', headers, body },
      generate: { url: `${origin}/api/v1/khqr/generate`, method: 'POST', headers, body },
      'bare GET': { url: `${origin}/bare`, headers },
      status: { url: `${origin}/api/v1/khqr/status?md5=${md5}`, headers },
    },
    async tell(say, copy) {
      const answer = once(process_, 'message');
      process_.send({ say, copy });
      return (await answer)[0];
    },
    async close() {
      process_.disconnect();
      await once(process_, 'exit');
    },
  };
}

/** Requests a second. */
async function run(request, options) {
  const result = await autocannon({ connections: CONNECTIONS, ...options, ...request });
  const { non2xx, errors } = result;
  if (non2xx + errors > 0) throw new Error(`${request.url}: ${non2xx} refused, ${errors} failed.`);
  return result['2xx'] / ((result.finish - result.start) / 1000);
}

for (const driver of ['express', 'fastify']) {
  const app = await open(driver);
  const rates = Object.fromEntries(Object.keys(app.requests).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    const turns = Object.entries(app.requests);
    if (round % 2) turns.reverse();
    for (const [name, request] of turns) {
      const rate = await run(request, { duration: SECONDS });
      // The first round warms up.
      if (round >= 0) rates[name].push(rate);
    }
  }
  await app.close();
  console.log(`\n${driver}, memory store, ${CONNECTIONS} connections, requests a second`);
  for (const [name, values] of Object.entries(rates)) console.log(`  ${line(name, values, 0)}`);
  for (const [name, bare] of Object.entries({ generate: 'bare POST', status: 'bare GET' })) {
    const ratios = rates[name].map((rate, index) => rate / rates[bare][index]);
    if (driver === 'express') judge(`${name} / ${bare}`, ratios, GOALS[name]);
    else console.log(`  ${line(`${name} / ${bare}`, ratios)}`);
  }
}

const directory = mkdtempSync(path.join(tmpdir(), 'khqr-bench-'));
// A tight loop of the writes alone, in the transactions that the store has made of them, on the file that it had; HTTP, rules and
// reads are ours to pay. What is written is noted in a run of its own, since noting takes time too.
const sqlite = { ours: [], bare: [] };
const app = await open('fastify', path.join(directory, 'gateway.db'));
for (let round = -1; round < ROUNDS; round += 1) {
  const ours = await run(app.requests.generate, { duration: SECONDS });
  const copy = path.join(directory, `bare${round}.db`);
  await app.tell('record', copy);
  await run(app.requests.generate, { duration: SECONDS });
  const { ms, made } = await app.tell('replay', copy);
  if (round < 0) continue;
  sqlite.ours.push(ours);
  sqlite.bare.push((made * 1000) / ms);
}
await app.close();
rmSync(directory, { recursive: true });
console.log(`\nfastify, SQLite, ${CONNECTIONS} connections, codes a second`);
console.log(`  ${line('generate', sqlite.ours, 0)}`);
console.log(`  ${line('bare writes', sqlite.bare, 0)}`);
const ratios = sqlite.ours.map((rate, index) => rate / sqlite.bare[index]);
judge('generate / bare writes', ratios, GOALS.sqlite);
process.exitCode = met ? 0 : 1;
