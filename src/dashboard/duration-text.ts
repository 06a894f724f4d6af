/** Durations for people: three significant digits and the unit that fits. Runs in the browser. */

export function durationText(ns: number): string {
  if (!Number.isFinite(ns)) return '–';
  if (ns < 1_000) return `${Math.round(ns)} ns`;
  const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}
