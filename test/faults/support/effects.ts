import { existsSync, readFileSync } from 'node:fs';

interface Line {
  readonly kind: 'run' | 'effect' | 'event';
  readonly eventId: string;
  readonly reference?: string;
}

/** What the shops' handlers have done, by order. */
export class Effects {
  readonly runs: ReadonlyMap<string, readonly string[]>;
  readonly effects: ReadonlyMap<string, readonly string[]>;

  constructor(path: string) {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(parse) : [];
    this.runs = byReference(lines, 'run');
    this.effects = byReference(lines, 'effect');
  }

  /** Paid orders without an effect. */
  lost(paid: ReadonlySet<string>): readonly string[] {
    return [...paid].filter((reference) => !this.effects.has(reference));
  }

  /** Orders with more than one effect, or with an effect although nobody has paid. */
  wrong(paid: ReadonlySet<string>): readonly string[] {
    const all = [...this.effects];
    return all
      .filter(([reference, ids]) => ids.length > 1 || !paid.has(reference))
      .map(([reference]) => reference);
  }

  /** Orders whose handler has seen more than one event id. */
  withTwoIds(): readonly string[] {
    const all = [...this.runs].filter(([, ids]) => new Set(ids).size > 1);
    return all.map(([reference]) => reference);
  }
}

/** A process killed while it wrote leaves half a line. */
function parse(text: string): readonly Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

function byReference(lines: readonly Line[], kind: Line['kind']): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    if (line.kind !== kind || line.reference === undefined) continue;
    const ids = found.get(line.reference) ?? [];
    found.set(line.reference, [...ids, line.eventId]);
  }
  return found;
}
