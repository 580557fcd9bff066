import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PaidSpill, type PaidInHand } from '../../../lib/tracker/paid.spill.js';

const PAID: PaidInHand = {
  id: 'p1',
  account: 'default',
  reference: 'order-1',
  evidence: { amountMinor: 500, currency: 'USD', paidAt: 1000 },
};

describe('PaidSpill', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'khqr-spill-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const take = async (spill: PaidSpill): Promise<PaidInHand[]> => {
    const taken: PaidInHand[] = [];
    await spill.replay(async (paid) => void taken.push(paid));
    return taken;
  };

  it('keeps what is in hand over a restart, in a file that only its owner can read', async () => {
    const file = path.join(folder, 'in-hand.json');
    await new PaidSpill(file).save([PAID]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await new PaidSpill(file).save([{ ...PAID, id: 'p2' }]);
    expect((await take(new PaidSpill(file))).map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(await readdir(folder)).toEqual([]);
    expect(await take(new PaidSpill(file))).toEqual([]);
  });

  it('writes nothing where nothing is in hand', async () => {
    await new PaidSpill(path.join(folder, 'in-hand.json')).save([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the file when the store still does not take it', async () => {
    const file = path.join(folder, 'in-hand.json');
    const spill = new PaidSpill(file);
    await spill.save([PAID]);
    await expect(spill.replay(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await take(spill)).toEqual([PAID]);
  });

  it('leaves out lines that are not payments', async () => {
    const file = path.join(folder, 'in-hand.json');
    await writeFile(file, JSON.stringify([null, 1, { id: 'x' }, PAID]));
    expect(await take(new PaidSpill(file))).toEqual([PAID]);
  });
});
