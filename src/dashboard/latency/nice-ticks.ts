/** Round numbers for an axis that begins at 0. Pure; runs everywhere. */

const STEPS = [1, 2, 5, 10];

/**
 * @param longest what the axis must hold.
 * @param count 3 at least.
 * @returns multiples of 1, 2 or 5 × 10ⁿ, 0 first, about `count` of them, and the axis's end.
 */
export function niceTicks(longest: number, count: number): { ticks: number[]; end: number } {
  const whole = longest > 0 ? longest : 1;
  const decade = 10 ** Math.floor(Math.log10(whole / count));
  const step = decade * STEPS.find((each) => each * decade >= whole / count)!;
  const ticks: number[] = [];
  for (let i = 0; i * step <= whole * (1 + Number.EPSILON); i++) ticks.push(i * step);
  return { ticks, end: whole };
}
