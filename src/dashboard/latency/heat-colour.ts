/** From a count to a colour, on a log scale: one message must be visible beside ten thousand. Pure; runs everywhere. */

export type Rgb = readonly [red: number, green: number, blue: number];

const STEPS_BETWEEN_STOPS = 16;

function channelsOf(hex: string): Rgb {
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
  if (match === null) throw new Error(`a colour of the ramp should be #rrggbb, not ${hex}`);
  const [, red, green, blue] = match.map((digits) => Number.parseInt(digits, 16));
  return [red!, green!, blue!];
}

/** Colours between the stops, evenly. */
export function rampOf(stops: readonly string[]): Rgb[] {
  const colours = stops.map(channelsOf);
  const ramp: Rgb[] = [];
  for (let i = 0; i + 1 < colours.length; i++) {
    const [from, to] = [colours[i]!, colours[i + 1]!];
    for (let step = 0; step < STEPS_BETWEEN_STOPS; step++) {
      const share = step / STEPS_BETWEEN_STOPS;
      const mix = (channel: 0 | 1 | 2): number =>
        Math.round(from[channel] + (to[channel] - from[channel]) * share);
      ramp.push([mix(0), mix(1), mix(2)]);
    }
  }
  ramp.push(colours.at(-1)!);
  return ramp;
}

/** The power of ten at or above the largest count, 10 at least: the scale changes seldom, so colours keep their meaning. */
export const scaleTop = (largestCount: number): number =>
  10 ** Math.max(1, Math.ceil(Math.log10(Math.max(largestCount, 1))));

/** Place of a count on the ramp, 0 … 1; a count of 1 is at 0. */
export const heatShare = (count: number, top: number): number =>
  Math.min(1, Math.log10(Math.max(count, 1)) / Math.log10(top));

/** Colour of a count of at least 1. */
export const heatColour = (count: number, top: number, ramp: readonly Rgb[]): Rgb =>
  ramp[Math.round(heatShare(count, top) * (ramp.length - 1))]!;
