/** The stages of a message's way through the server as the page shows them. Runs everywhere. */
import type { StageName } from '../../market/stage.js';

/** It spans the others. */
export const TOTAL_STAGE = 'received_to_sent';

export const STAGE_TITLE: Readonly<Record<StageName, string>> = {
  received_to_committed: 'received → committed',
  committed_to_applied: 'committed → applied',
  applied_to_framed: 'applied → framed',
  framed_to_sent: 'framed → sent',
  received_to_sent: 'received → sent',
};

export const FIGURE_KEYS = ['p50Us', 'p90Us', 'p99Us', 'p999Us', 'maxUs'] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

export const FIGURE_TITLE: Readonly<Record<FigureKey, string>> = {
  p50Us: 'p50',
  p90Us: 'p90',
  p99Us: 'p99',
  p999Us: 'p99.9',
  maxUs: 'max',
};

/** Percentiles in µs; NaN where nothing was measured. */
export interface StageFigures extends Readonly<Record<FigureKey, number>> {
  readonly count: number;
}
