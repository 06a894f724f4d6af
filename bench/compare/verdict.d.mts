/** Types of verdict.mjs for the tests. */
export const FALSE_ALARM_RATE: number;
export function roundsNeededFor(metricCount: number): number;
export interface Round {
  readonly base: readonly number[];
  readonly head: readonly number[];
}
export function judge(input: {
  readonly rounds: readonly Round[];
  readonly better: 'higher' | 'lower';
  readonly metricCount: number;
  readonly tolerance: number;
}): {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly noise: number;
  readonly visible: number;
  readonly verdict: 'worse' | 'better' | 'same';
};
