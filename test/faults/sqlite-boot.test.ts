import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { KhqrConfigurationError } from '../../lib/errors/khqr-configuration.error.js';
import {
  SqlitePaymentStore,
  type SqlitePaymentStoreOptions,
} from '../../lib/stores/sqlite/index.js';
import { KhqrTestClock } from '../../lib/testing/khqr-test.clock.js';
import { paymentRecord } from '../support/records.js';
import { describeDisk, SmallDisk } from './support/small.disk.js';

describe('SqlitePaymentStore on a file that cannot be used', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'khqr-boot-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function open(options: SqlitePaymentStoreOptions): Promise<SqlitePaymentStore> {
    const store = new SqlitePaymentStore(options);
    await store.open({ clock: new KhqrTestClock(), warn: () => undefined });
    return store;
  }

  async function refusal(options: SqlitePaymentStoreOptions): Promise<string> {
    const opened = await open(options).then(
      async (store) => store.close(),
      (error: unknown) => error,
    );
    expect(opened).toBeInstanceOf(KhqrConfigurationError);
    return (opened as KhqrConfigurationError).message;
  }

  it.each([undefined, '', ' '])('path %j is missing', async (file) => {
    expect(await refusal({ path: file })).toContain('`path` is missing or blank');
  });

  it('a directory that does not exist', async () => {
    const message = await refusal({ path: path.join(directory, 'nowhere', 'khqr.db') });
    expect(message).toMatch(/its directory does not exist.*Make the directory .*nowhere/s);
  });

  it('a directory', async () => {
    expect(await refusal({ path: directory })).toContain('is a directory');
  });

  it('a directory below a file', async () => {
    writeFileSync(path.join(directory, 'file'), '');
    const message = await refusal({ path: path.join(directory, 'file', 'khqr.db') });
    expect(message).toContain('its directory does not exist');
  });

  it('a file that is something else, which stays as it is', async () => {
    const file = path.join(directory, 'notes.txt');
    writeFileSync(file, 'Not a database. '.repeat(100));
    expect(await refusal({ path: file })).toContain('is not an SQLite database');
    expect(statSync(file).size).toBe(1600);
  });

  it('a schema of a release that this one does not understand', async () => {
    const file = path.join(directory, 'khqr.db');
    await (await open({ path: file })).close();
    const database = new Database(file);
    database.exec(
      "INSERT INTO khqr_migrations (version, name, works_from) VALUES (99, 'later', 99)",
    );
    database.close();
    expect(await refusal({ path: file })).toMatch(/schema version 99.*Install the newer/s);
  });

  it('no schema, where the store may not make one', async () => {
    const message = await refusal({ path: path.join(directory, 'khqr.db'), migrate: 'check' });
    expect(message).toMatch(/lacks the schema versions 1 \(initial\).*migrate --print/s);
  });

  it('is made for its owner alone', async () => {
    const file = path.join(directory, 'khqr.db');
    const store = await open({ path: file });
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('is used neither before open nor after close', async () => {
    const store = new SqlitePaymentStore({ path: path.join(directory, 'khqr.db') });
    await expect(store.now()).rejects.toThrow('before open() or after close()');
    await store.open({ clock: new KhqrTestClock(), warn: () => undefined });
    await store.close();
    await store.close();
    await expect(store.countPending()).rejects.toThrow('before open() or after close()');
  });

  describeDisk('on a small disk', () => {
    let disk: SmallDisk;

    afterEach(() => {
      disk.close();
    });

    it('that is read-only: said at boot', async () => {
      disk = new SmallDisk(directory, '64k');
      disk.makeReadOnly();
      const message = await refusal({ path: path.join(disk.path, 'khqr.db') });
      expect(message).toMatch(
        /cannot be written.*Let this process write to it and to its directory/s,
      );
    });

    it('that is full already: said at boot', async () => {
      disk = new SmallDisk(directory, '16k');
      const message = await refusal({ path: path.join(disk.path, 'khqr.db') });
      expect(message).toMatch(/the disk is full.*Make room on its disk/s);
    });

    it('that fills up: the step fails as a whole, what was acknowledged is there, and room lets it go on', async () => {
      disk = new SmallDisk(directory, '1m');
      const ballast = path.join(disk.path, 'ballast');
      writeFileSync(ballast, Buffer.alloc(200_000));
      const store = await open({ path: path.join(disk.path, 'khqr.db') });
      const written: string[] = [];
      const write = async (): Promise<void> => {
        const record = paymentRecord({ metadata: { ballast: 'x'.repeat(8000) } });
        await store.decide(record, () => ({ writes: [record], events: [], result: undefined }));
        written.push(record.id);
      };
      await expect(
        (async () => {
          for (;;) await write();
        })(),
      ).rejects.toThrow(/full|disk/i);
      expect(await store.countPending()).toBe(written.length);
      rmSync(ballast);
      await write();
      expect(await store.countPending()).toBe(written.length);
      await store.close();
    });
  });
});
