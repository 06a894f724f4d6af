/** The percentiles of each stage, as rows. Owns its rows; runs in the browser. */
import { durationText } from './duration-text.js';

export interface LatencyRow {
  readonly stage: string;
  /** p50, p90, p99, p99.9, max, in nanoseconds; NaN where nothing was measured. */
  readonly percentilesNs: readonly number[];
  readonly count: number;
  /** Drawn apart: the sum of the others, not one more. */
  readonly total: boolean;
}

export function drawLatency(body: HTMLElement, rows: readonly LatencyRow[]): void {
  body.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('tr');
      if (row.total) line.dataset['total'] = '';
      const texts = [
        row.stage,
        ...row.percentilesNs.map((ns) => (row.count > 0 ? durationText(ns) : '–')),
        row.count.toLocaleString('en'),
      ];
      for (const text of texts) {
        const cell = document.createElement('td');
        cell.textContent = text;
        line.append(cell);
      }
      return line;
    }),
  );
}
