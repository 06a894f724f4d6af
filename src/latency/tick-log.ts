/**
 * What a client itself measures, tick to client, as a HdrHistogram log. Owns the file, which must be
 * new: a log that is written over is lost. In the process of the client; cold.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { intervalLine, logHeader } from './hdr-log-format.js';
import { encodeCounts } from './stage-lines.js';
import { HDR_INDEX_COUNT, hdrHighestAt } from '../market/hdr-bucket.js';
import { wallNowMs } from '../telemetry/clock.js';
import type { VisitCounts } from './hdr-codec.js';

export const TICK_TO_CLIENT_TAG = 'tick_to_client';
const EVERY_MS = 1_000;

export interface TickLog {
  /** Writes what has been measured since the last interval, and ends. */
  close(): void;
}

export interface TickLogOptions {
  readonly path: string;
  /** Name and version, for the first line. */
  readonly writtenBy: string;
  /** Of the client, cumulative: what each second adds becomes an interval. By market/hdr-bucket. */
  readonly latency: { readonly forEach: VisitCounts };
  /** The file cannot be written any more; nothing further is tried. */
  readonly onError: (error: Error) => void;
}

/** @throws Error of the file system, `EEXIST` among them, when the file cannot be begun. */
export function startTickLog(options: TickLogOptions): TickLog {
  const { path, writtenBy, latency, onError } = options;
  const baseMs = wallNowMs();
  writeFileSync(path, logHeader(writtenBy, baseMs), { flag: 'wx' });
  const before = new Float64Array(HDR_INDEX_COUNT);
  let startMs = baseMs;
  const write = (): void => {
    const endMs = wallNowMs();
    const fresh: [index: number, count: number][] = [];
    latency.forEach((index, count) => {
      if (count > before[index]!) fresh.push([index, count - before[index]!]);
      before[index] = count;
    });
    const times = { startMs, endMs };
    startMs = endMs;
    if (fresh.length === 0) return;
    const maxNs = hdrHighestAt(fresh.at(-1)![0]);
    const encoded = encodeCounts({ forEach: (visit) => fresh.forEach((one) => visit(...one)) });
    appendFileSync(path, intervalLine(TICK_TO_CLIENT_TAG, times, baseMs, maxNs, encoded));
  };
  const guarded = (): void => {
    try {
      write();
    } catch (error) {
      clearInterval(timer);
      onError(error as Error);
    }
  };
  const timer = setInterval(guarded, EVERY_MS);
  return {
    close: () => {
      clearInterval(timer);
      guarded();
    },
  };
}
