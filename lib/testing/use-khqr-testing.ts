import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';
import { KHQR_ENGINE, KHQR_HOST, KHQR_RUNTIME } from '../khqr.tokens.js';
import type { KhqrEngine } from '../khqr.engine.js';
import type { SandboxBank } from '../providers/sandbox/sandbox.bank.js';
import type { KhqrHost } from '../khqr.host.js';
import type { KhqrTestClock } from './khqr-test.clock.js';
import { testRuntime, type KhqrTestingOptions, type TestRuntime } from './test.runtime.js';

/** What a test moves the world with. */
export interface KhqrTestingTools {
  /** The customers and their bank. */
  readonly bank: SandboxBank;
  readonly clock: KhqrTestClock;
  /**
   * Resolves when every payment made at the bank has been noticed and its handlers have run. Moves the clock only as far
   * as the next checks of those payments; waits of failed handlers are not passed.
   */
  settled(): Promise<void>;
}

/**
 * Puts a real application on a simulated bank, a clock that stands still and a store in memory: whatever its options say,
 * no key is needed and nothing is sent. Answers the builder it was given, with the tools beside it.
 */
export function useKhqrTesting<TBuilder extends TestingModuleBuilder>(
  builder: TBuilder,
  options: KhqrTestingOptions = {},
): TBuilder & KhqrTestingTools {
  const runtime = testRuntime(options);
  builder.overrideProvider(KHQR_RUNTIME).useValue(runtime);
  let compiled: TestingModule | undefined;
  const compile = builder.compile.bind(builder);
  return Object.assign(builder, {
    bank: runtime.bank,
    clock: runtime.clock,
    compile: async (...args: Parameters<typeof compile>) => (compiled = await compile(...args)),
    settled: async () => {
      if (compiled) await settled(compiled);
    },
  });
}

/** A payment is asked about every 3 s, unless a lane is closed: then a test moves the clock itself. */
const STEP_MS = 500;
const MAX_STEPS = 40;

/** As `KhqrTestingTools.settled`, for an application whose builder is out of sight. */
export async function settled(app: Pick<TestingModule, 'get'>): Promise<void> {
  const { tracker } = app.get<KhqrEngine>(KHQR_ENGINE, { strict: false });
  const { clock, bank } = app.get<TestRuntime>(KHQR_RUNTIME, { strict: false });
  const { store } = app.get<KhqrHost>(KHQR_HOST, { strict: false }).settings;
  const noticed = async (md5: string): Promise<boolean> => {
    const record = await store.find({ md5 });
    return record?.dueAt == null;
  };
  // What was begun before goes first: an answer on its way may make something due.
  await clock.advance(0);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    await tracker.runOnce();
    const paid = bank.list().filter(({ transfer }) => transfer);
    const known = await Promise.all(paid.map(({ md5 }) => noticed(md5)));
    if (known.every(Boolean)) break;
    await clock.advance(STEP_MS);
  }
  await clock.advance(0);
}
