/** The charts' numbers as rows of tables. Pure; runs everywhere. */
import { clockText } from '../clock-text.js';
import { countText } from '../count-text.js';
import { durationText } from '../duration-text.js';
import { rowText } from './heat-text.js';
import type { LatencyInterval } from './report.js';
import { TOTAL_STAGE } from './stage.js';

const NS_PER_US = 1_000;
const durationOf = (us: number): string => durationText(us * NS_PER_US);

/** Time, messages, p50, p99, p99.9, max, hiccup, cause; newest first. */
export const intervalRows = (
  intervals: readonly LatencyInterval[],
  countLimit: number,
): string[][] =>
  intervals
    .slice(-countLimit)
    .reverse()
    .map(({ endMs, stages, hiccup, tail }) => {
      const { count, p50Us, p99Us, p999Us, maxUs } = stages[TOTAL_STAGE];
      return [
        clockText(endMs),
        countText(count),
        ...[p50Us, p99Us, p999Us, maxUs, hiccup.maxUs].map(durationOf),
        tail?.cause ?? '–',
      ];
    });

/** Latency, messages; slowest first, empty rows left out. */
export const heatTableRows = (
  interval: LatencyInterval | undefined,
  edgesUs: readonly number[],
): string[][] =>
  (interval?.heat ?? [])
    .flatMap((count, row) => (count === 0 ? [] : [[rowText(row, edgesUs), countText(count)]]))
    .reverse();

/** Client, since, backlog. */
export const slowReaderRows = (
  readers: readonly { client: string; sinceMs: number; backlogBytes: number }[],
): string[][] =>
  readers.map(({ client, sinceMs, backlogBytes }) => [
    client,
    clockText(sinceMs),
    `${countText(Math.ceil(backlogBytes / 1_024))} KiB`,
  ]);
