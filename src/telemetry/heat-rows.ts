/**
 * Rows of a heat map of latency: few, log spaced, for looking at. Owns the edges and which HDR bucket
 * is counted in which row. Supervisor.
 */
import { HDR_INDEX_COUNT, hdrHighestAt } from '../market/hdr-bucket.js';
import type { StageCounts } from './stage-counts.js';

const FIRST_US = 10;
const ROWS_PER_DECADE = 8;
const DECADES = 5;
const NS_PER_US = 1000;

/** Upper edges, µs, ascending, 10 µs to 1 s; the last row is open: it also counts what is longer. */
export const HEAT_EDGES_US: readonly number[] = Array.from(
  { length: DECADES * ROWS_PER_DECADE + 1 },
  (_, row) => Number((FIRST_US * 10 ** (row / ROWS_PER_DECADE)).toPrecision(4)),
);

const LAST_ROW = HEAT_EDGES_US.length - 1;

const ROW_OF_INDEX = Uint8Array.from({ length: HDR_INDEX_COUNT }, (_, index) => {
  const row = HEAT_EDGES_US.findIndex((edgeUs) => hdrHighestAt(index) <= edgeUs * NS_PER_US);
  return row < 0 ? LAST_ROW : row;
});

/** One column of the map. */
export function heatRows(counts: StageCounts): number[] {
  const rows = HEAT_EDGES_US.map(() => 0);
  counts.forEach((index, count) => {
    rows[ROW_OF_INDEX[index]!]! += count;
  });
  return rows;
}
