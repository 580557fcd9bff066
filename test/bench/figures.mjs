// How every bench says its figures.
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `name: median 1.23 (min 1.20, max 1.30)` */
export function line(name, values, digits = 2) {
  const show = (value) => value.toFixed(digits);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${name}: median ${show(median(values))} (min ${show(least)}, max ${show(most)})`;
}
