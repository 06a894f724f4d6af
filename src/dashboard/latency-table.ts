/** The percentiles of each stage, as rows. Owns its rows; runs in the browser. */
import { countText } from './count-text.js';
import { durationText } from './duration-text.js';

export interface LatencyRow {
  readonly stage: string;
  /** p50, p90, p99, p99.9, max, in nanoseconds; NaN where nothing was measured. */
  readonly percentilesNs: readonly number[];
  /** What is smaller cannot be told from this: the error of the clock. */
  readonly floorNs: number;
  readonly count: number;
  /** Drawn apart: the sum of the others, not one more. */
  readonly total: boolean;
}

function percentileText(row: LatencyRow, ns: number): string {
  if (row.count === 0) return '–';
  return ns < row.floorNs ? `< ${durationText(row.floorNs)}` : durationText(ns);
}

export function drawLatency(body: HTMLElement, rows: readonly LatencyRow[]): void {
  body.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('tr');
      if (row.total) line.dataset['total'] = '';
      const title = document.createElement('th');
      title.scope = 'row';
      title.textContent = row.stage;
      line.append(title);
      const texts = row.percentilesNs.map((ns) => percentileText(row, ns));
      for (const text of [...texts, countText(row.count)]) {
        const cell = document.createElement('td');
        cell.textContent = text;
        line.append(cell);
      }
      return line;
    }),
  );
}
