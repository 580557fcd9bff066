import type { ModulesContainer } from '@nestjs/core';
import type { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import type { SchedulerRegistry } from '@nestjs/schedule';
import {
  BARE_IMPORT,
  DISABLE_TRACKER,
  INSTALL_EVENT_EMITTER,
  INSTALL_SCHEDULE,
  MISSING_EVENT_EMITTER,
  MISSING_SCHEDULE,
  ONE_MODULE,
  SECOND_MODULE,
  USE_FOR_ROOT,
} from './khqr.messages.js';
import type { KhqrModuleOptions, KhqrSettings } from './khqr.options.js';
import { readOptions } from './khqr.options-validator.js';
import { Problems } from './khqr.problems.js';
import type { KhqrRuntime } from './khqr.runtime.js';
import { KHQR_MODULE_METADATA } from './khqr.tokens.js';

/** The checked options, and what the application around the module provides. */
export interface KhqrHost {
  readonly settings: KhqrSettings;
  readonly runtime: KhqrRuntime;
  readonly emitter: EventEmitter2;
  readonly readiness: EventEmitterReadinessWatcher;
  /** Null where no timer runs in this process. */
  readonly scheduler: SchedulerRegistry | null;
}

/** Puts the host together, or says everything that is missing or wrong at once. */
export function createHost(
  options: KhqrModuleOptions | undefined,
  runtime: KhqrRuntime,
  modules: ModulesContainer,
  scheduler: SchedulerRegistry | undefined,
  emitter: EventEmitter2 | undefined,
  readiness: EventEmitterReadinessWatcher | undefined,
): KhqrHost {
  const problems = new Problems();
  if (!options) problems.add(BARE_IMPORT, USE_FOR_ROOT);
  if (countModules(modules) > 1) problems.add(SECOND_MODULE, ONE_MODULE);
  problems.throwIfAny();
  const settings = readOptions(runtime.adaptOptions(options ?? {}), runtime.environment, problems);
  if (settings.tracker.enabled && !scheduler) {
    problems.add(MISSING_SCHEDULE, [INSTALL_SCHEDULE, DISABLE_TRACKER]);
  }
  if (!emitter || !readiness) {
    problems.add(MISSING_EVENT_EMITTER, [INSTALL_EVENT_EMITTER]);
    problems.throwIfAny();
    throw new TypeError(MISSING_EVENT_EMITTER);
  }
  problems.throwIfAny();
  return { settings, runtime, emitter, readiness, scheduler: scheduler ?? null };
}

function countModules(modules: ModulesContainer): number {
  return [...modules.values()].filter(
    ({ metatype }) => Reflect.getMetadata(KHQR_MODULE_METADATA, metatype) === true,
  ).length;
}
