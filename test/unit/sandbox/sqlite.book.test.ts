import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { SeededRandom } from '../../../lib/clock/seeded.random.js';
import { SandboxBank } from '../../../lib/providers/sandbox/sandbox.bank.js';
import { SqliteBook } from '../../../lib/sandbox/sqlite.book.js';
import { KhqrTestClock } from '../../../lib/testing/khqr-test.clock.js';
import { rejection } from '../../support/caught.js';

let directory = '';
let file = '';

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'khqr-book-'));
  file = path.join(directory, 'sandbox.db');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const world = { clock: new KhqrTestClock(), random: new SeededRandom(1) };
const ORDER = { amountMinor: 500, currency: 'USD' } as const;

describe('the file of a sandbox', () => {
  it('keeps the money that is in it, whoever else writes', async () => {
    const book = await SqliteBook.open(file);
    const code = new SandboxBank({ ...world, book }).open(ORDER);
    // A second sandbox on the same file, which has read it before it was paid.
    const other = await SqliteBook.open(file);
    const late = new SandboxBank({ ...world, book: other });
    const bank = new SandboxBank({ ...world, book });
    const { hash } = bank.pay(code.md5);
    late.expire(code.md5);
    expect(other.load()).toMatchObject([{ md5: code.md5, transfer: { hash } }]);
    book.close();
    other.close();
  });

  it('forgets with the bank, after 8 days', async () => {
    const book = await SqliteBook.open(file);
    const clock = new KhqrTestClock();
    const bank = new SandboxBank({ clock, random: new SeededRandom(2), book });
    for (let count = 0; count < 3; count += 1) bank.open(ORDER);
    await clock.advance(9 * 86_400_000);
    const { md5 } = bank.open(ORDER);
    expect(book.load().map((code) => code.md5)).toEqual([md5]);
    book.close();
  });

  it('that is another program’s is not used', async () => {
    const database = new Database(file);
    database.exec('CREATE TABLE khqr_sandbox_codes (other TEXT)');
    database.close();
    expect(await rejection(SqliteBook.open(file))).toMatchObject({
      message: expect.stringContaining('no such column'),
    });
  });
});
