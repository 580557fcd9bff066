import { spawn } from 'node:child_process';

/** The document's proxy listens on a port that something else here may have: any free one does. */
const PRELUDE = `
  import { Server } from 'node:net';
  const { listen } = Server.prototype;
  Server.prototype.listen = function (port, ...rest) {
    this.once('listening', () => console.log(this.address().port));
    return listen.call(this, 0, ...rest);
  };
  // Whoever started this process is gone, or wants it to end.
  process.stdin.once('end', () => process.exit()).resume();
`;

/** Runs the document's Express program in a process of its own. */
export function startProxy(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const url = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
  const child = spawn(
    process.execPath,
    ['--import', url(PRELUDE), '--input-type=module', '--eval', program],
    { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stdout.once('data', (chunk: Buffer) => {
      resolve({
        url: `http://127.0.0.1:${Number(chunk.toString())}`,
        close: () => {
          child.stdin.end();
          return ended;
        },
      });
    });
    void ended.then(() => reject(new Error(`The proxy has ended: ${printed}`)));
  });
}
