import type { SerialLoopHooks } from './clock/serial-loop.js';
import type { KhqrHost } from './khqr.host.js';

/** A loop's timer shows itself in Nest's SchedulerRegistry, where applications look for timers. */
export function timerHooks({ scheduler }: KhqrHost, name: string): Omit<SerialLoopHooks, 'failed'> {
  return {
    armed: (timer) => scheduler?.addTimeout(name, timer),
    disarmed: () => {
      if (scheduler?.doesExist('timeout', name)) scheduler.deleteTimeout(name);
    },
  };
}
