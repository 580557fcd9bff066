// Live status for 5,000 readers on one process: the checkout's streams beside a bare Nest `@Sse()` route over the same watchPayment(),
// and beside node:http alone, which only holds the sockets. Each round is a fresh server process and fresh readers in another one;
// rounds are interleaved. Memory is the resident set after a collection, over what it was before the readers came. Goals: ours at most
// 12 kB a reader beyond the bare sockets, and all readers told within 1 s of the transition.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { line, median } from './figures.mjs';

const READERS = Number(process.env.KHQR_BENCH_READERS ?? 5000);
const ROUNDS = 3;
const GOALS = { bytes: 12 * 1024, toldMs: 1000 };
/** So many payments that the readers share: everybody looks at one, or each at his own. */
const SPREADS = { 'one payment': 1, 'a payment each': READERS };
const CONTENDERS = ['ours', 'nest', 'bare'];

/** With as many open files as the system allows: each reader is one here and one there. */
function launch(file, ...args) {
  const program = [process.execPath, '--expose-gc', fileURLToPath(new URL(file, import.meta.url))];
  const shell = [
    '-c',
    'ulimit -n "$(ulimit -Hn)" && exec "$@"',
    'sh',
    ...program,
    ...args.map(String),
  ];
  return spawn('sh', shell, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
}

/** Answers the next message of this kind. */
async function told(child, kind) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message.kind === kind) return message;
  }
}

async function ask(child, kind, data = {}) {
  const answer = told(child, kind);
  child.send({ kind, ...data });
  return answer;
}

async function round(contender, payments) {
  const server = launch('sse-server.mjs', contender, payments);
  const { port, paths } = await told(server, 'ready');
  const readers = launch('sse-readers.mjs');
  const before = await ask(server, 'memory');
  await ask(readers, 'open', { port, paths, count: READERS });
  const after = await ask(server, 'memory');
  const all = told(readers, 'all');
  const { at } = await ask(server, 'change');
  const { at: last } = await all;
  const ends = [once(server, 'exit'), once(readers, 'exit')];
  for (const child of [server, readers]) child.disconnect();
  await Promise.all(ends);
  return {
    resident: (after.resident - before.resident) / READERS,
    heap: (after.heap - before.heap) / READERS,
    // Both are the machine's own monotonic clock.
    toldMs: last - at,
  };
}

let met = true;
for (const [spread, payments] of Object.entries(SPREADS)) {
  const results = Object.fromEntries(CONTENDERS.map((name) => [name, []]));
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const name of CONTENDERS) results[name].push(await round(name, payments));
  }
  console.log(`\n${READERS} readers of ${spread}, ${ROUNDS} rounds`);
  const of = (name, field) => results[name].map((result) => result[field]);
  for (const name of CONTENDERS) {
    console.log(`  ${line(`${name}, resident bytes a reader`, of(name, 'resident'), 0)}`);
    console.log(`  ${line(`${name}, heap bytes a reader`, of(name, 'heap'), 0)}`);
    console.log(`  ${line(`${name}, ms until all are told`, of(name, 'toldMs'), 0)}`);
  }
  const bare = median(of('bare', 'resident'));
  for (const name of ['ours', 'nest']) {
    const beyond = of(name, 'resident').map((bytes) => bytes - bare);
    const goal = name === 'ours' ? verdict(median(beyond) <= GOALS.bytes, '12 kB') : '';
    console.log(`  ${line(`${name} beyond the bare sockets, bytes a reader`, beyond, 0)}${goal}`);
  }
  // With a payment each the time is that of 5,000 transitions too, so it is shown and no goal.
  if (payments > 1) continue;
  const goal = verdict(median(of('ours', 'toldMs')) <= GOALS.toldMs, '1,000 ms');
  console.log(`  ours, until all are told${goal}`);
}
process.exitCode = met ? 0 : 1;

function verdict(good, goal) {
  met &&= good;
  return ` · goal ${goal}: ${good ? 'met' : 'MISSED'}`;
}
