import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../lib/clock/system.clock.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/index.js';
import { paymentRecord } from '../support/records.js';

const PROCESSES = 4;
const PAYMENTS = 200;

describe('several processes over one payment file', () => {
  let directory = '';
  const children: ChildProcess[] = [];

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'khqr-processes-'));
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  function start(file: string, owner: string): ChildProcess {
    const child = fork(path.resolve('test/faults/app/claimer.js'), [file, owner], { execArgv: [] });
    children.push(child);
    return child;
  }

  async function told(child: ChildProcess): Promise<{ readonly claimed?: readonly string[] }> {
    const [message] = (await once(child, 'message')) as [{ claimed?: readonly string[] }];
    return message;
  }

  it('make the schema once, lease every payment once, and lose no change', async () => {
    const file = path.join(directory, 'khqr.db');
    // No file yet: they meet at its making.
    const claimers = Array.from({ length: PROCESSES }, (_, index) => start(file, `p-${index}`));
    await Promise.all(claimers.map(told));
    const clock = new SystemClock();
    const store = new SqlitePaymentStore({ path: file });
    await store.open({ clock, warn: () => undefined });
    const now = clock.now();
    const queued = Array.from({ length: PAYMENTS }, () => paymentRecord({ dueAt: now - 1000 }));
    const shared = paymentRecord({ reference: 'shared', dueAt: null });
    await Promise.all(
      [...queued, shared].map((record) =>
        store.decide(record, () => ({ writes: [record], events: [], result: undefined })),
      ),
    );
    const results = claimers.map(told);
    for (const child of claimers) child.send('go');
    const claimed = (await Promise.all(results)).flatMap((message) => message.claimed ?? []);
    expect(claimed).toHaveLength(PAYMENTS);
    expect(new Set(claimed).size).toBe(PAYMENTS);
    expect((await store.find({ id: shared.id }))?.strikes).toBe(PAYMENTS);
    await store.close();
  }, 60_000);
});
