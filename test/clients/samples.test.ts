import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type SandboxServer } from '../../lib/sandbox/index.js';
import { itRuns, node, php, python, run } from './support/interpreter.js';
import { calls, programs } from './support/programs.js';
import { fillIn, indentPython } from './support/seed.js';

let sandbox: SandboxServer;
let questions: number;

beforeEach(async () => {
  // The strictest reading of "each md5 can only be claimed once".
  sandbox = await startSandbox({ faults: { claim: 'once' } });
  questions = 0;
});
afterEach(() => sandbox.close());

const filledIn = (sample: string): string =>
  fillIn(sample, sandbox.baseUrls.apikhqr, sandbox.apiKey);

/** The customer pays when the code has been asked about once. */
function payBeforeQuestion(number: number): void {
  sandbox.bank.on((event) => {
    if (event.type !== 'asked' || event.call !== 'check') return;
    questions += 1;
    if (questions === number) sandbox.bank.pay(event.key);
  });
}

function theCode() {
  const [code, ...others] = sandbox.bank.list();
  expect(others).toEqual([]);
  expect(code).toMatchObject({ amountMinor: 500, currency: 'USD', note: 'Order #1234' });
  expect(code?.claimedAt).toEqual(expect.any(Number));
  return code;
}

describe("the document's programs, as they are printed", () => {
  const expectSold = (printed: string): void => {
    const code = theCode();
    expect(printed).toContain(`QR image: ${sandbox.baseUrls.apikhqr}/qr/${code?.md5 ?? ''}\n`);
    expect(printed.trim().split('\n').at(-1)).toBe('Status: PAID');
    // WAITING, a pause, PAID.
    expect(questions).toBe(2);
  };

  it('have been given back white space and nothing else', () => {
    const bare = (text: string): string => text.replaceAll(/\s/g, '');
    const document = bare(readFileSync('test/fixtures/seeds/apikhqr.txt', 'utf8'));
    expect(document).toContain(bare(indentPython(programs.python)));
    for (const program of Object.values(programs)) expect(document).toContain(bare(program));
  });

  itRuns('the Python program sees its code paid', python, async () => {
    payBeforeQuestion(2);
    const printed = await run(python, filledIn(indentPython(programs.python)));
    expect(printed).toContain(`QR string: ${theCode()?.qrString ?? ''}\n`);
    expectSold(printed);
  });

  itRuns('the Node.js program sees its code paid', node, async () => {
    payBeforeQuestion(2);
    expectSold(await run(node, filledIn(programs.node)));
  });

  itRuns('the PHP program sees its code paid', php, async () => {
    payBeforeQuestion(2);
    const printed = await run(php, filledIn(programs.php));
    expect(printed).toContain(`QR string: ${theCode()?.qrString ?? ''}\n`);
    expectSold(printed);
  });
});

describe("the document's calls, as they are printed", () => {
  const lastLine = (printed: string): string => printed.trim().split('\n').at(-1) ?? '';

  itRuns('in Python', python, async () => {
    payBeforeQuestion(1);
    const [picture, md5, status] = (await run(python, filledIn(calls.python.join('\n')))).split(
      '\n',
    );
    expect([md5, status]).toEqual([theCode()?.md5, 'PAID']);
    expect(picture).toBe(`${sandbox.baseUrls.apikhqr}/qr/${md5 ?? ''}`);
  });

  itRuns('in JavaScript', node, async () => {
    payBeforeQuestion(1);
    expect(lastLine(await run(node, filledIn(calls.node.join('\n'))))).toBe('PAID');
    theCode();
  });

  itRuns('in PHP', php, async () => {
    payBeforeQuestion(1);
    expect(lastLine(await run(php, filledIn(calls.php.join('\n'))))).toBe('PAID');
    theCode();
  });
});
