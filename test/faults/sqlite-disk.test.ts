import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KhqrModule, KhqrService, PaymentTracker } from '../../lib/index.js';
import { SqlitePaymentStore } from '../../lib/stores/sqlite/index.js';
import { KhqrHealthIndicator } from '../../lib/terminus/index.js';
import { ScriptedProvider } from '../support/scripted.provider.js';
import { describeDisk, SmallDisk } from './support/small.disk.js';
import { Fulfilment, shipped } from './support/shipped.js';
import { until } from './support/until.js';

describe('a shop whose payment file cannot be written any more', () => {
  let directory = '';
  let app: INestApplicationContext | undefined;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'khqr-disk-'));
    shipped.length = 0;
  });

  afterEach(async () => {
    await app?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The disk fails while the provider has a check, so that its PAID comes when it cannot be written. */
  async function expectNothingLost(
    file: string,
    fail: () => void,
    mend: () => void,
  ): Promise<void> {
    let paying = '';
    const provider = new ScriptedProvider(
      ({ id }) => {
        if (id !== paying) return { outcome: 'pending' };
        fail();
        return { outcome: 'paid', evidence: {} };
      },
      { minGapMs: 100 },
    );

    @Module({
      imports: [
        ScheduleModule.forRoot(),
        EventEmitterModule.forRoot(),
        KhqrModule.forRoot({
          provider,
          store: new SqlitePaymentStore({ path: file }),
          tracker: { tickMs: 50, gapMs: 100, leaseMs: 30_000 },
        }),
      ],
      providers: [Fulfilment, KhqrHealthIndicator],
    })
    class AppModule {}

    app = await NestFactory.createApplicationContext(AppModule, {
      logger: false,
      abortOnError: false,
    });
    const khqr = app.get(KhqrService);
    const health = app.get(KhqrHealthIndicator);
    const status = async () => (await health.isHealthy()).khqr.status;
    const ticks = async () => (await app?.get(PaymentTracker).stats())?.ticks ?? 0;
    const create = (reference: string) =>
      khqr.createPayment({ reference, amount: '5.00', currency: 'USD' });

    const { id } = await create('paid');
    await create('waiting');
    await until('both are asked about', () => provider.checks.length >= 2);
    expect(await status()).toBe('up');
    paying = id;
    await until('the health says so', async () => (await status()) === 'down');

    const asked = provider.checks.length;
    const seen = await ticks();
    await until('it has looked for what is due', async () => (await ticks()) > seen + 1);
    await expect(create('third')).rejects.toThrow();
    expect(provider.checks).toHaveLength(asked);
    expect(provider.creates).toHaveLength(2);
    expect(shipped).toEqual([]);

    mend();
    await until('the paid order is shipped', () => shipped.length > 0);
    expect(shipped).toEqual(['paid']);
    // Told once: nobody had to ask again.
    const after = provider.checks.slice(asked).map((check) => check.id);
    expect(after).not.toContain(id);
    expect(await khqr.getPayment({ id })).toMatchObject({ status: 'PAID', recovered: false });
    await until('the health is back', async () => (await status()) === 'up');
  }

  it('its directory was moved away: no claim, no check, and a PAID in hand is kept until it is back', async () => {
    const here = path.join(directory, 'here');
    const there = path.join(directory, 'there');
    renameSync(mkdtempSync(path.join(directory, 'new-')), here);
    await expectNothingLost(
      path.join(here, 'khqr.db'),
      () => {
        renameSync(here, there);
      },
      () => {
        renameSync(there, here);
      },
    );
  });

  describeDisk('on a small disk', () => {
    it('it is full: no claim, no check, and a PAID in hand is kept until there is room', async () => {
      const disk = new SmallDisk(directory, '2m');
      try {
        await expectNothingLost(
          path.join(disk.path, 'khqr.db'),
          () => {
            disk.fill();
          },
          () => {
            disk.free();
          },
        );
      } finally {
        await app?.close();
        app = undefined;
        disk.close();
      }
    });
  });
});
