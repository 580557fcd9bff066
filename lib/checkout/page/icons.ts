import { Html } from './html.js';
import type { PagePhase } from './page-phase.js';
import type { RefusalPageInput } from './page.port.js';

export const SAVE_ICON = new Html(
  '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 2.5v10m-4-4 4 4 4-4M3 16.5h14" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
);

const TICK = 'm19 33 9 9 18-20';
const CLOCK = 'M32 19v13l8 6';
const CROSS = 'm22 22 20 20m0-20L22 42';
const LOOK = 'M32 18v19m0 8v.5';
const DOTS = 'M20 32h.1m12 0h.1m12 0h.1';

const SIGNS: Readonly<Record<PagePhase | RefusalPageInput['kind'], string>> = {
  making: DOTS,
  waiting: DOTS,
  ending: CLOCK,
  paid: TICK,
  ended: CLOCK,
  cancelled: CROSS,
  review: LOOK,
  rejected: CROSS,
  failed: LOOK,
  unknown: LOOK,
  trouble: LOOK,
};

/** A round sign above the heading. The heading says the same, so it is not read out. */
export const phaseMark = (phase: keyof typeof SIGNS): Html =>
  new Html(
    `<svg class="mark" viewBox="0 0 64 64" aria-hidden="true"><circle class="disc" cx="32" cy="32" r="30"/><path class="sign" d="${SIGNS[phase]}"/></svg>`,
  );
