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

  const warnings: string[] = [];
  const spillAt = (file: string): PaidSpill => new PaidSpill(file, (text) => warnings.push(text));
  const take = async (spill: PaidSpill): Promise<PaidInHand[]> => {
    const taken: PaidInHand[] = [];
    await spill.replay(async (paid) => taken.push(paid) > 0);
    return taken;
  };

  it('keeps what is in hand over a restart, in a file that only its owner can read', async () => {
    const file = path.join(folder, 'in-hand.json');
    await spillAt(file).save([PAID]);
    const [name = ''] = await readdir(folder);
    expect(name).toMatch(/^in-hand\.json\./);
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    await spillAt(file).save([{ ...PAID, id: 'p2' }]);
    const taken = await take(spillAt(file));
    expect(taken.map(({ id }) => id).sort()).toEqual(['p1', 'p2']);
    expect(await readdir(folder)).toEqual([]);
    expect(await take(spillAt(file))).toEqual([]);
  });

  it('writes nothing where nothing is in hand', async () => {
    await spillAt(path.join(folder, 'in-hand.json')).save([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the file when the store still does not take it', async () => {
    const file = path.join(folder, 'in-hand.json');
    const spill = spillAt(file);
    await spill.save([PAID]);
    await expect(spill.replay(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await take(spill)).toEqual([PAID]);
  });

  it('keeps what it tells of payments of another store, says so, and settles what is known', async () => {
    const file = path.join(folder, 'in-hand.json');
    const spill = spillAt(file);
    await spill.save([PAID, { ...PAID, id: 'of-another-shop' }]);
    expect(await spill.replay(async ({ id }) => id === 'p1')).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
    expect(warnings.splice(0)).toEqual([
      expect.stringMatching(/tells of 1 paid payments.*spillFile/),
    ]);
    // The other application's start.
    expect(await spill.replay(async () => true)).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('loses nothing that other processes leave while they start and end at once', async () => {
    const file = path.join(folder, 'in-hand.json');
    const taken: string[] = [];
    const replay = () =>
      spillAt(file).replay(async ({ id }) => {
        await new Promise(setImmediate);
        return taken.push(id) > 0;
      });
    const ids = Array.from({ length: 40 }, (_, n) => `p${n}`);
    // Each line of work is a process that ends, beside one that starts.
    await Promise.all(ids.flatMap((id) => [spillAt(file).save([{ ...PAID, id }]), replay()]));
    await replay();
    expect(new Set(taken)).toEqual(new Set(ids));
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads what an earlier release has left, and nothing of others', async () => {
    const file = path.join(folder, 'in-hand.json');
    await writeFile(file, JSON.stringify([PAID]));
    await writeFile(`${file}.bak`, JSON.stringify([{ ...PAID, id: 'p2' }]));
    expect(await take(spillAt(file))).toEqual([PAID]);
    expect(await readdir(folder)).toEqual(['in-hand.json.bak']);
  });

  it('leaves out lines that are not payments', async () => {
    const file = path.join(folder, 'in-hand.json');
    await writeFile(file, JSON.stringify([null, 1, { id: 'x' }, PAID]));
    expect(await take(spillAt(file))).toEqual([PAID]);
  });
});
