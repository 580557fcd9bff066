import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { SqlitePaymentStore } from '../../../lib/stores/sqlite/sqlite-payment.store.js';
import { storeContract } from '../../../lib/testing/store-contract.js';

describe('SqlitePaymentStore keeps the promises of the ports', () => {
  let directory = '';
  let count = 0;
  const pathOf = new Map<unknown, string>();

  async function open(file: string, clock: Parameters<SqlitePaymentStore['open']>[0]['clock']) {
    const store = new SqlitePaymentStore({ path: file });
    await store.open({ clock, warn: () => undefined });
    pathOf.set(store, file);
    return store;
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'khqr-sqlite-'));
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const cases = storeContract({
    create: (clock) => open(path.join(directory, `${(count += 1)}.db`), clock),
    replica: (store, clock) => open(pathOf.get(store) ?? '', clock),
  });
  it.each(cases)('$name', async ({ run }) => {
    await run();
  });
});
