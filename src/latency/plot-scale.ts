/**
 * Axes of a percentile plot: where a percentile and a duration lie, which ticks are told and how.
 * Owns that arithmetic; draws nothing. Cold.
 */

export interface PlotScale {
  readonly kind: 'log' | 'linear';
  /** Bounds of the vertical axis, ns. */
  readonly lowNs: number;
  readonly highNs: number;
  /** Decades of the horizontal axis: 3 ends at 99.9 %. */
  readonly decades: number;
}

export interface Tick {
  /** Ns, or a percentile. */
  readonly value: number;
  readonly text: string;
}

/** 50 → 0.3, 90 → 1, 99 → 2, 99.9 → 3: each step to the right is ten times rarer. */
export const rarity = (percentile: number): number => -Math.log10(1 - percentile / 100);

const STEPS = [1, 2, 5, 10];
const LINEAR_TICKS = 6;
const LABELLED_DECADES = 3;

/** A little above and below what is drawn, on values that are easily said. */
export function makeScale(
  kind: PlotScale['kind'],
  valuesNs: readonly number[],
  countMax: number,
): PlotScale {
  const positive = valuesNs.filter((ns) => ns > 0);
  const largest = Math.max(1, ...positive);
  const smallest = Math.min(largest / 10, ...positive);
  const decades = Math.max(2, Math.ceil(Math.log10(Math.max(countMax, 1))));
  if (kind === 'linear') {
    const step = niceStep(largest / LINEAR_TICKS);
    return { kind, lowNs: 0, highNs: Math.ceil(largest / step) * step, decades };
  }
  const floor = 10 ** Math.floor(Math.log10(smallest));
  const ceiling = 10 ** Math.floor(Math.log10(largest));
  const lowNs = STEPS.map((step) => step * floor).findLast((ns) => ns <= smallest) ?? floor;
  const highNs = STEPS.map((step) => step * ceiling).find((ns) => ns >= largest) ?? largest;
  return { kind, lowNs, highNs, decades };
}

function niceStep(least: number): number {
  const floor = 10 ** Math.floor(Math.log10(least));
  return floor * (STEPS.find((step) => step * floor >= least) ?? 10);
}

/** 0 at the bottom, 1 at the top; what lies outside is put on the edge. */
export function heightOf(ns: number, { kind, lowNs, highNs }: PlotScale): number {
  if (kind === 'linear') return Math.min(1, Math.max(0, ns / highNs));
  const height = Math.log(Math.max(ns, lowNs) / lowNs) / Math.log(highNs / lowNs);
  return Math.min(1, height);
}

export function valueTicks(scale: PlotScale): Tick[] {
  const { kind, lowNs, highNs } = scale;
  const values: number[] = [];
  if (kind === 'linear') {
    const step = niceStep(highNs / LINEAR_TICKS);
    for (let i = 0; i * step <= highNs * 1.0001; i++) values.push(i * step);
  } else {
    const isWide = Math.log10(highNs / lowNs) > LABELLED_DECADES;
    const first = Math.floor(Math.log10(lowNs) + 1e-9);
    for (let power = first; 10 ** power <= highNs * 1.0001; power++) {
      for (const step of isWide ? [1] : [1, 2, 5]) values.push(step * 10 ** power);
    }
  }
  return values
    .filter((ns) => ns >= lowNs * 0.9999 && ns <= highNs * 1.0001)
    .map((ns) => ({ value: ns, text: tickText(ns) }));
}

/** 0, 50, 90, 99, 99.9 … %: on a narrow plot without the 50. */
export function percentileTicks(decades: number, isNarrow: boolean): Tick[] {
  const ticks: Tick[] = [{ value: 0, text: '0%' }];
  if (!isNarrow) ticks.push({ value: 50, text: '50%' });
  for (let decade = 1; decade <= decades; decade++) {
    // Where there is no room for the longest two side by side, the last one stays.
    if (isNarrow && decades > 4 && decade === decades - 1) continue;
    const value = 100 - 10 ** (2 - decade);
    ticks.push({ value, text: `${decade <= 2 ? value : value.toFixed(decade - 2)}%` });
  }
  return ticks;
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

function tickText(ns: number): string {
  if (ns === 0) return '0';
  const [size, name] = UNITS.find(([unit]) => ns >= unit * 0.9999) ?? [1, 'ns'];
  return `${Number((ns / size).toPrecision(4))} ${name}`;
}

/** Three digits with the unit that suits: `1.75 s`; 999.7 µs is `1.00 ms`. */
export function durationLabel(ns: number): string {
  const [size, name] = UNITS.find(([unit]) => ns >= unit * 0.9995) ?? [1, 'ns'];
  if (name === 'ns') return `${Math.round(ns)} ns`;
  const scaled = ns / size;
  return `${scaled >= 999.5 ? Math.round(scaled) : scaled.toPrecision(3)} ${name}`;
}
