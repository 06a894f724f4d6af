/**
 * Reads a HdrHistogram log, ours or the Java reference's, interval by interval. Owns what a damaged
 * line means: the last one, cut off, is told and skipped; any other ends the reading. Cold.
 */
import { decodeHistogram, HistogramFormatError, type HistogramCounts } from './hdr-codec.js';
import { LogTimes, parseLogLine, type LogLine } from './hdr-log-format.js';
import { eachLine, type TextLine } from './text-lines.js';

export interface LogInterval {
  /** '' for an untagged line. */
  readonly tag: string;
  /** Wall time, ms since 1970; since the log's own origin where it tells no date. */
  readonly startMs: number;
  readonly endMs: number;
  /** When the file was begun, by the same clock. */
  readonly logStartMs: number;
  /** Interval_Max as written: the largest value by the writer's ratio. */
  readonly max: number;
  /** Decodes; only where wanted, because it is most of the work. */
  counts(): HistogramCounts;
}

/** A last line that was being written when the writer died; it is not among the intervals. */
export interface TornLine {
  readonly path: string;
  readonly line: number;
  readonly why: string;
}

/** A file that is not a log, or a damaged one. */
export class LatencyLogError extends Error {
  override readonly name = 'LatencyLogError';
  readonly code = 'bad-latency-log';
}

/**
 * Gives every interval in the file's order until `take` says stop.
 * @returns the torn last line, if there is one.
 * @throws LatencyLogError with file, line, what is wrong and the way out; errors of the file system.
 */
export async function readLatencyLog(
  path: string,
  take: (interval: LogInterval) => boolean,
): Promise<TornLine | undefined> {
  const times = new LogTimes();
  let hasInterval = false;
  let torn: TornLine | undefined;
  await eachLine(path, (line) => {
    const problem = attempt(() => {
      const parsed = parseLogLine(line.text);
      if (parsed.kind !== 'interval') return noteLine(parsed, times);
      const goesOn = take(intervalOf(parsed, times));
      hasInterval = true;
      return goesOn;
    });
    if (typeof problem === 'boolean') return problem;
    if (line.isWhole || !hasInterval) throw new LatencyLogError(badLine(path, line, problem));
    torn = { path, line: line.number, why: problem };
    return false;
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('Z_') !== true) throw error;
    const wayOut = 'what there is, zcat writes into a file of its own';
    throw new LatencyLogError(`${path}: damaged as gzip (${error.message}); ${wayOut}`);
  });
  return torn;
}

/** The result, or what is wrong with the line. */
function attempt(work: () => boolean): boolean | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof HistogramFormatError) return error.message;
    throw error;
  }
}

function noteLine(line: Exclude<LogLine, { kind: 'interval' }>, times: LogTimes): boolean {
  if (line.kind === 'broken') throw new HistogramFormatError(line.why);
  if (line.kind !== 'comment') times.note(line);
  return true;
}

function intervalOf(line: Extract<LogLine, { kind: 'interval' }>, times: LogTimes): LogInterval {
  const { tag, startSeconds, lengthSeconds, max, encoded } = line;
  const startMs = times.wallMs(startSeconds);
  const endMs = startMs + lengthSeconds * 1000;
  const { startMs: logStartMs } = times;
  return { tag, startMs, endMs, logStartMs, max, counts: () => decodeHistogram(encoded) };
}

function badLine(path: string, line: TextLine, why: string): string {
  const where = `${path}, line ${line.number}`;
  if (line.number === 1) {
    return `${where}: ${why}; this is no HdrHistogram log (expected lines such as "0.127,1.007,2.769,HISTFAAAA…")`;
  }
  return `${where}: ${why}; delete that line (sed -i ${line.number}d) to read the rest`;
}
