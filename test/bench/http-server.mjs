// The loopback server of http.bench.mjs, in a process of its own: answers every status request with WAITING for the md5
// that was asked, as fast as it can, so that the client is what is measured.
import { createServer } from 'node:net';

const END = '\r\n\r\n';

function answerTo(md5) {
  const body = JSON.stringify({
    success: true,
    status: 'WAITING',
    bill_number: 'PAY260524123456789',
    md5,
    amount: 5,
    currency: 'USD',
    paid_at: null,
    expires_at: '2026-05-24T12:35:00+07:00',
  });
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: ${new Date().toUTCString()}\r\nContent-Length: ${body.length}${END}${body}`;
}

const server = createServer((socket) => {
  let waiting = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    waiting += chunk.toString('latin1');
    for (let end = waiting.indexOf(END); end !== -1; end = waiting.indexOf(END)) {
      const at = waiting.indexOf('md5=') + 4;
      socket.write(answerTo(waiting.slice(at, at + 32)));
      waiting = waiting.slice(end + END.length);
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit(0));
