// The readers of sse.bench.mjs: plain sockets that ask for events and note when the last of them has been told of the change.
import { connect } from 'node:net';

/** Connections opened at once: a listening socket queues some hundred. */
const AT_ONCE = 100;

process.on('message', async ({ kind, port, paths, count }) => {
  let waiting = count;
  const changed = () => {
    waiting -= 1;
    if (waiting > 0) return;
    process.send({ kind: 'all', at: Number(process.hrtime.bigint() / 1000n) / 1000 });
  };
  let next = 0;
  const worker = async () => {
    while (next < count) await read(port, paths[next++ % paths.length], changed);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.send({ kind });
});
process.once('disconnect', () => process.exit(0));

/** Resolves when the first state has come. */
function read(port, path, changed) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
    });
    let told = false;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      if (/^HTTP\/1\.1 (?!200)/.test(text)) reject(new Error(text));
      if (text.includes('PENDING')) resolve();
      if (told || !text.includes('CANCELLED')) return;
      told = true;
      changed();
    });
    socket.on('error', reject);
  });
}
