import { Inject, Injectable } from '@nestjs/common';
import { KhqrOperations } from '../index.js';
import { degradedReasons } from './degraded-reasons.js';
import type { KhqrHealthReason } from './health-reason.js';

/** What terminus shows of this indicator. A type, so that it fits terminus' own records. */
export type KhqrHealth = {
  /** Down only while the store is: everything else heals without this process being taken out of service. */
  readonly status: 'up' | 'down';
  readonly state: 'ok' | 'degraded' | 'down';
  /** Why it is not `ok`; empty where it is. */
  readonly reasons: readonly KhqrHealthReason[];
};

export interface KhqrHealthOptions {
  /** How long the store may take, milliseconds. @default 3000, well below the 5 to 10 s at which probes are commonly sent */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3000;

/**
 * KHQR's part of a readiness check with `@nestjs/terminus`; never of a liveness check, since a restart mends none of it.
 * Its answers are plain objects in the shape that terminus 11 and 12 read, so terminus itself is not needed to load it.
 */
@Injectable()
export class KhqrHealthIndicator {
  constructor(@Inject(KhqrOperations) private readonly operations: Pick<KhqrOperations, 'stats'>) {}

  /** For `HealthCheckService.check([() => khqr.isHealthy()])`. Never rejects. */
  isHealthy(key?: 'khqr', options?: KhqrHealthOptions): Promise<Record<'khqr', KhqrHealth>>;
  isHealthy<Key extends string>(
    key: Key,
    options?: KhqrHealthOptions,
  ): Promise<Record<Key, KhqrHealth>>;
  async isHealthy(
    key = 'khqr',
    { timeoutMs = TIMEOUT_MS }: KhqrHealthOptions = {},
  ): Promise<Record<string, KhqrHealth>> {
    return { [key]: await this.look(timeoutMs) };
  }

  private async look(timeoutMs: number): Promise<KhqrHealth> {
    try {
      const stats = await within(timeoutMs, this.operations.stats());
      if (stats === null) return down(`The store did not answer in ${timeoutMs} ms.`);
      if (stats.tracker.failing) return down('The store does not take what there is to write.');
      const reasons = degradedReasons(stats);
      return { status: 'up', state: reasons.length > 0 ? 'degraded' : 'ok', reasons };
    } catch {
      // The error's own words may name hosts and users, and health answers are often public; the tracker logs them.
      return down('The store fails.');
    }
  }
}

function down(message: string): KhqrHealth {
  return { status: 'down', state: 'down', reasons: [{ kind: 'store', message }] };
}

/** Null where it takes longer. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
