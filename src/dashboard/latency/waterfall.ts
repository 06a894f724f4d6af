/** The stages laid end to end: where each one's bar begins and ends. Pure; runs everywhere. */
import { niceTicks } from './nice-ticks.js';
import { STAGE_NAMES, type StageName } from '../../market/stage.js';
import { STAGE_TITLE, TOTAL_STAGE, type FigureKey, type StageFigures } from './stage.js';

export interface WaterfallBar {
  readonly stage: StageName;
  readonly title: string;
  readonly count: number;
  /** NaN where nothing was measured; such a bar has no width. */
  readonly us: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** Measured from end to end, not the sum of the others. */
  readonly isTotal: boolean;
}

export interface Waterfall {
  readonly bars: readonly WaterfallBar[];
  /** Of the stages' percentiles, which is *not* the percentile of the whole. */
  readonly sumUs: number;
  readonly totalUs: number;
  /** Width of the drawing. */
  readonly scaleUs: number;
  readonly ticksUs: readonly number[];
}

const TICK_COUNT = 4;

export function waterfall(
  stages: Readonly<Record<StageName, StageFigures>>,
  figure: FigureKey,
): Waterfall {
  let sumUs = 0;
  const bars = STAGE_NAMES.map((stage): WaterfallBar => {
    const us = stages[stage][figure];
    const width = Number.isNaN(us) ? 0 : us;
    const isTotal = stage === TOTAL_STAGE;
    const fromUs = isTotal ? 0 : sumUs;
    if (!isTotal) sumUs += width;
    const { count } = stages[stage];
    return { stage, title: STAGE_TITLE[stage], count, us, fromUs, toUs: fromUs + width, isTotal };
  });
  const totalUs = stages[TOTAL_STAGE][figure];
  const longestUs = Math.max(sumUs, Number.isNaN(totalUs) ? 0 : totalUs);
  const { ticks, end } = niceTicks(longestUs, TICK_COUNT);
  return { bars, sumUs, totalUs, scaleUs: end, ticksUs: ticks };
}
