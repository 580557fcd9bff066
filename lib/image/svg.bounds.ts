import { refuse } from './refuse.js';
import { CLIPS, DASHES, LAYERS, saidOfClasses, says } from './svg.sheets.js';
import { tagsOf, valuesOf, type SvgTag } from './svg.tags.js';

/** Drawing programs reuse a shape or two; groups that reuse groups grow without end. */
const MOST_REUSES = 16;
/** Each takes milliseconds. */
const MOST_CLIPPED = 200;
const MOST_LAYERS = 200;
/** An id that reads the same to everybody, however it is written. */
const PLAIN_TARGET = /^#[^\s&%]+$/;

/** How many there are within a tag and in itself, from how many each tag has. */
function sums(counts: readonly number[]): (index: number, end: number) => number {
  const before = [0];
  let sum = 0;
  for (const count of counts) before.push((sum += count));
  return (index, end) => (before[end] ?? sum) - (before[index] ?? sum);
}

/** Bounds what costs milliseconds each time. @throws KhqrRequestError */
export function checkBounds(svg: string): void {
  const tags = tagsOf(svg);
  const said = saidOfClasses(svg, tags);
  const classes = tags.map((tag) => valuesOf(tag, 'class').flatMap((value) => value.split(/\s+/)));
  const saidOf = (index: number, names: ReadonlySet<string>): number =>
    (classes[index] ?? []).filter((name) => names.has(name)).length;
  const clips = sums(
    tags.map(({ text }, index) => (text.match(CLIPS) ?? []).length + saidOf(index, said.clips)),
  );
  const layers = sums(
    tags.map(({ text, end }, index) => {
      const dashed = says(text, DASHES) || saidOf(index, said.dashes) > 0;
      const layered = (text.match(LAYERS) ?? []).length + saidOf(index, said.layers);
      // Dashes are those of every shape within, too.
      return layered + (dashed ? end - index : 0) + (said.ofAll ? 1 : 0);
    }),
  );
  const uses = sums(tags.map(({ name }) => (name === 'use' ? 1 : 0)));
  if (uses(0, tags.length) > MOST_REUSES) {
    refuse('logo', `must not have <use> more than ${MOST_REUSES} times`);
  }
  const targets = targetsIn(tags);
  let [clipped, layered] = [clips(0, tags.length), layers(0, tags.length)];
  for (const [index, end] of [...targets.values()].flat()) {
    if (uses(index, end) > 0) refuse('logo', 'must not have a <use> of what has a <use> itself');
    clipped += clips(index, end);
    layered += layers(index, end);
  }
  if (clipped > MOST_CLIPPED) {
    refuse('logo', `must not have a clip-path more than ${MOST_CLIPPED} times`);
  }
  if (layered > MOST_LAYERS) {
    refuse(
      'logo',
      `must not have opacity, mix-blend-mode, isolation and stroke-dasharray more than ${MOST_LAYERS} times together`,
    );
  }
  // Each step inwards would double the work, or multiply it by what a style is said of.
  for (const [index, { name, end }] of tags.entries()) {
    if (name !== 'clippath') continue;
    const within = tags.slice(index + 1, end);
    const drawn = [[index, end] as const, ...within.flatMap((tag) => targets.get(tag) ?? [])];
    if (
      within.some((tag) => tag.name === 'clippath') ||
      drawn.some(([first, last]) => clips(first, last) > 0)
    ) {
      refuse('logo', 'must not have a clip-path within a <clipPath>');
    }
  }
}

/** What each <use> draws: where it begins and ends in the list. Of one id there may be many, of which renderers choose as they like. */
function targetsIn(
  tags: readonly SvgTag[],
): ReadonlyMap<SvgTag, readonly (readonly [index: number, end: number])[]> {
  const places = new Map<string, (readonly [index: number, end: number])[]>();
  for (const [index, tag] of tags.entries()) {
    for (const id of valuesOf(tag, 'id')) {
      const known = places.get(id);
      if (known) known.push([index, tag.end]);
      else places.set(id, [[index, tag.end]]);
    }
  }
  const placesOf = (href: string) => {
    const target = href.trim();
    if (target.includes('#') && !PLAIN_TARGET.test(target)) {
      refuse('logo', 'must have <use> of plain ids');
    }
    return target.startsWith('#') ? (places.get(target.slice(1)) ?? []) : [];
  };
  return new Map(
    tags
      .filter(({ name }) => name === 'use')
      .map((use) => [use, valuesOf(use, 'href').flatMap(placesOf)]),
  );
}
