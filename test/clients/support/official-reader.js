// What the official SDK makes of texts, in a process of its own: see test/unit/emv/oracles.js.
// In: string[] as JSON. Out: [{ valid, decoded }].
import process from 'node:process';
import sdk from 'bakong-khqr';

process.stdin.setEncoding('utf8');
let text = '';
for await (const chunk of process.stdin) text += chunk;
const answers = JSON.parse(text).map((qr) => ({
  valid: sdk.BakongKHQR.verify(qr).isValid,
  decoded: sdk.BakongKHQR.decode(qr).data,
}));
process.stdout.write(JSON.stringify(answers));
