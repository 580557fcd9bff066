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
    const [name = ''] = await readdir(folder);
    expect(name).toMatch(/^in-hand\.json\./);
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    await new PaidSpill(file).save([{ ...PAID, id: 'p2' }]);
    const taken = await take(new PaidSpill(file));
    expect(taken.map(({ id }) => id).sort()).toEqual(['p1', 'p2']);
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

  it('loses nothing that other processes leave while they start and end at once', async () => {
    const file = path.join(folder, 'in-hand.json');
    const taken: string[] = [];
    const replay = () =>
      new PaidSpill(file).replay(async ({ id }) => {
        await new Promise(setImmediate);
        taken.push(id);
      });
    const ids = Array.from({ length: 40 }, (_, n) => `p${n}`);
    // Each line of work is a process that ends, beside one that starts.
    await Promise.all(ids.flatMap((id) => [new PaidSpill(file).save([{ ...PAID, id }]), replay()]));
    await replay();
    expect(new Set(taken)).toEqual(new Set(ids));
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads what an earlier release has left, and nothing of others', async () => {
    const file = path.join(folder, 'in-hand.json');
    await writeFile(file, JSON.stringify([PAID]));
    await writeFile(`${file}.bak`, JSON.stringify([{ ...PAID, id: 'p2' }]));
    expect(await take(new PaidSpill(file))).toEqual([PAID]);
    expect(await readdir(folder)).toEqual(['in-hand.json.bak']);
  });

  it('leaves out lines that are not payments', async () => {
    const file = path.join(folder, 'in-hand.json');
    await writeFile(file, JSON.stringify([null, 1, { id: 'x' }, PAID]));
    expect(await take(new PaidSpill(file))).toEqual([PAID]);
  });
});
