/** Durations for people: three significant digits and the unit that fits. Runs in the browser. */

const UNITS = [
  { unit: 'µs', ns: 1e3 },
  { unit: 'ms', ns: 1e6 },
  { unit: 's', ns: 1e9 },
] as const;
const DIGITS = 3;

/** A dash where nothing was measured (NaN). */
export function durationText(ns: number): string {
  if (!Number.isFinite(ns)) return '–';
  if (Math.round(ns) < 1_000) return `${Math.round(ns)} ns`;
  // Rounded first: 999.9 µs is 1.00 ms, not 1000 µs.
  const fitting = UNITS.find((each) => Number((ns / each.ns).toPrecision(DIGITS)) < 1_000);
  return fitting === undefined
    ? `${(ns / 1e9).toFixed(0)} s`
    : `${(ns / fitting.ns).toPrecision(DIGITS)} ${fitting.unit}`;
}

/** As short as it can be said, for axes: `5 ms`, not `5.00 ms`. */
export const shortDurationText = (ns: number): string =>
  durationText(ns).replace(/\.(\d*?)0+ /, (_, digits: string) =>
    digits === '' ? ' ' : `.${digits} `,
  );
