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
import { describeValue, isObject, Problems } from './khqr.problems.js';
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
  if (countModules(modules) > 1) problems.add(SECOND_MODULE, ONE_MODULE);
  const settings = settingsOf(options, runtime, problems);
  if (settings?.tracker.enabled !== false && !scheduler) {
    problems.add(MISSING_SCHEDULE, [INSTALL_SCHEDULE, DISABLE_TRACKER]);
  }
  if (!emitter || !readiness) problems.add(MISSING_EVENT_EMITTER, [INSTALL_EVENT_EMITTER]);
  if (settings && emitter && readiness && problems.none) {
    return { settings, runtime, emitter, readiness, scheduler: scheduler ?? null };
  }
  throw problems.toError();
}

function settingsOf(
  options: unknown,
  runtime: KhqrRuntime,
  problems: Problems,
): KhqrSettings | null {
  if (isObject(options)) {
    const given = runtime.adaptOptions(options);
    return readOptions(given, runtime.environment, problems);
  }
  if (options === undefined) problems.add(BARE_IMPORT, USE_FOR_ROOT);
  else problems.add(`The options must be an object, got ${describeValue(options)}.`);
  return null;
}

function countModules(modules: ModulesContainer): number {
  return [...modules.values()].filter(
    ({ metatype }) => Reflect.getMetadata(KHQR_MODULE_METADATA, metatype) === true,
  ).length;
}
