/** Types of compare-rounds.mjs for the tests. */
import type { BetterBy } from './ratio.mjs';
export interface MetricShape {
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}
export interface VariantResult {
  readonly name: string;
  readonly title: string;
  readonly samples: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly ratio?: BetterBy | null;
}
type Values = Readonly<Record<string, number>>;
export function compareRounds(
  metrics: readonly MetricShape[],
  variants: readonly { readonly name: string; readonly title: string }[],
  rounds: readonly { readonly runs: ReadonlyMap<string, Values>; readonly repeat?: Values }[],
): (MetricShape & { variants: VariantResult[]; noise: BetterBy | null })[];
