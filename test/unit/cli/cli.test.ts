import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../../lib/cli/cli.js';
import { encodeKhqr, khqrMd5 } from '../../../lib/emv/index.js';
import { printMigrations } from '../../../lib/stores/sql/print-migrations.js';
import { VERSION } from '../../../lib/version.js';

async function run(...args: string[]) {
  const printed = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
  });
  return { code, ...printed };
}

const { qr: text } = encodeKhqr({
  account: 'sok_coffee@aclb',
  merchantName: 'Sok Coffee',
  merchantCity: 'Phnom Penh',
  currency: 'USD',
  static: true,
  language: { preference: 'km', merchantName: 'សុខ កាហ្វេ' },
});

describe('the program', () => {
  it('lists its commands, in vain calls on the error output', async () => {
    const help = await run('help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['decode <text>', 'migrate --print']) expect(help.out).toContain(command);
    expect(await run('--help')).toEqual(help);
    expect(await run()).toEqual({ code: 1, out: '', err: help.out });
  });

  it('explains one command', async () => {
    const { code, out } = await run('help', 'migrate');
    expect(code).toBe(0);
    expect(out).toContain('--dialect');
    expect(await run('migrate', '--print', '-h')).toEqual({ code, out, err: '' });
  });

  it('tells its version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });

  it.each([
    [['decod'], 'There is no command "decod".'],
    [['\u001b[2J'], 'There is no command "\\u001b[2J".'],
    [['decode'], 'decode needs the text of a KHQR.'],
    [['decode', '00', '01'], 'decode takes one text: put quotes around it, it has spaces.'],
    [['decode', '--json', 'x'], "Unknown option '--json'."],
    [['migrate'], 'migrate only prints: add --print, and run what it prints in your database.'],
    [['migrate', '--print', 'now'], "Unexpected argument 'now'."],
    [['migrate', '--print', '--dialect'], "Option '--dialect <value>' argument missing."],
    [['migrate', '--dialect', '--print'], "Option '--dialect' argument is ambiguous."],
    [['migrate', '--print', '--dialect', 'mysql'], '--dialect must be postgres or sqlite'],
    [['migrate', '--print', '--dialect', 'sqlite', '--schema', 'x'], '--schema is for PostgreSQL'],
    [['migrate', '--print', '--schema', 'x; DROP'], 'x; DROP'],
    [['migrate', '--print', '--from', '-1'], "Option '--from' argument is ambiguous."],
    [['sandbox', '--port', '1', '--port', '2'], "Option '--port' is given twice."],
    [['sandbox', '--faults', '[]'], '--faults must be a JSON object'],
    [['migrate', '--print', '--from', '1.5'], "--from must be a whole number, got '1.5'."],
  ])('refuses %j in one sentence, with exit code 1', async (args, sentence) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(sentence);
    expect(err).toContain('npx nestjs-khqr help');
    expect(err).not.toContain('\u001b');
  });
});

describe('decode', () => {
  it('prints every field of a good code and its md5', async () => {
    const { code, out, err } = await run('decode', text);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        `md5: ${khqrMd5(text)}`,
        'static: true',
        'type: "individual"',
        'account: "sok_coffee@aclb"',
        'merchantName: "Sok Coffee"',
        'language.preference: "km"',
        'language.merchantName: "សុខ កាហ្វេ"',
      ]),
    );
    expect(out).not.toContain('problem');
  });

  it('prints what can be read of a broken one, and what is wrong', async () => {
    const { code, out } = await run('decode', text.replace('Sok Coffee', 'Sok Cuffee'));
    expect(code).toBe(1);
    expect(out).toContain('merchantName: "Sok Cuffee"\n');
    expect(out).toMatch(/^problem: crc \(tag 63\): /m);
  });

  it('lets no text steer the terminal', async () => {
    const { out } = await run('decode', text.replace('Sok Coffee', 'S\u001b[2J\u202e\u009b\tee'));
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).toContain('\\u001b[2J\\u202e\\u009b');
  });
});

describe('migrate --print', () => {
  it("prints the stores' own statements", async () => {
    expect((await run('migrate', '--print')).out).toBe(printMigrations('postgres'));
    const { out } = await run('migrate', '--print', '--dialect', 'postgres', '--schema', 'pay');
    expect(out).toBe(printMigrations('postgres', 'pay'));
    expect(out).toContain('"pay".khqr_payments');
    const sqlite = await run('migrate', '--print', '--dialect', 'sqlite');
    expect(sqlite).toEqual({ code: 0, out: printMigrations('sqlite'), err: '' });
    expect(sqlite.out).toMatch(/^BEGIN IMMEDIATE;\n[\s\S]*CREATE TABLE[\s\S]*COMMIT;\n$/);
  });

  it('leaves out what the database has', async () => {
    const { out } = await run('migrate', '--print', '--dialect', 'sqlite', '--from', '999');
    expect(out).not.toContain('khqr_payments');
  });
});
