/**
 * Lines of a HdrHistogram log, format version 1.3: how they are written and what they say. Owns the
 * text of the format; opens no file. Supervisor and commands.
 *
 *   #[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]
 *   #[BaseTime: 1441812279.474 (seconds since epoch)]
 *   "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
 *   Tag=received_to_sent,0.127,1.007,2.769,HISTFAAAAEV42pNpmSzMwMCg…
 *
 * A time is in seconds since BaseTime. Interval_Max is for people, divided by a ratio that the file
 * does not tell: a million by custom, nanoseconds as milliseconds.
 */

/** Nanoseconds in the unit of Interval_Max. */
export const MAX_RATIO = 1e6;
const MS_PER_SECOND = 1000;
/** Older than the start by more than this: a time that counts from the start. As the reference. */
const YEAR_SECONDS = 365 * 24 * 3600;

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

/** The first lines of a file. */
export function logHeader(writtenBy: string, startMs: number): string {
  const seconds = (startMs / MS_PER_SECOND).toFixed(3);
  return [
    `#[Logged with ${writtenBy}]`,
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${seconds} (seconds since epoch), ${new Date(startMs).toISOString()}]`,
    `#[BaseTime: ${seconds} (seconds since epoch)]`,
    '#[Values are nanoseconds, Interval_Max is in milliseconds]',
    LEGEND,
    '',
  ].join('\n');
}

export interface IntervalTimes {
  /** Wall time, ms since 1970. */
  readonly startMs: number;
  readonly endMs: number;
}

/** One interval of one tag as a whole line. */
export function intervalLine(
  tag: string,
  times: IntervalTimes,
  baseMs: number,
  maxNs: number,
  encoded: string,
): string {
  const start = ((times.startMs - baseMs) / MS_PER_SECOND).toFixed(3);
  const length = ((times.endMs - times.startMs) / MS_PER_SECOND).toFixed(3);
  return `Tag=${tag},${start},${length},${(maxNs / MAX_RATIO).toFixed(3)},${encoded}\n`;
}

/** What a line says. `tag` is '' where it has none. */
export type LogLine =
  | { readonly kind: 'comment' }
  | { readonly kind: 'start-time' | 'base-time'; readonly seconds: number }
  | {
      readonly kind: 'interval';
      readonly tag: string;
      /** As written: from the base or absolute, see LogTimes. */
      readonly startSeconds: number;
      readonly lengthSeconds: number;
      readonly max: number;
      readonly encoded: string;
    }
  | { readonly kind: 'broken'; readonly why: string };

const broken = (why: string): LogLine => ({ kind: 'broken', why });

export function parseLogLine(line: string): LogLine {
  const time = /^#\[(StartTime|BaseTime): *([^\s\]]+)/.exec(line);
  if (time !== null) {
    const seconds = Number(time[2]);
    if (!Number.isFinite(seconds)) return broken(`${time[1]} is "${time[2]}"; expected seconds`);
    return { kind: time[1] === 'StartTime' ? 'start-time' : 'base-time', seconds };
  }
  if (line.trim() === '' || line.startsWith('#') || /^"?StartTimestamp/.test(line)) {
    return { kind: 'comment' };
  }
  return parseInterval(line);
}

function parseInterval(line: string): LogLine {
  const fields = line.trimEnd().split(',');
  const tag = fields[0]!.startsWith('Tag=') ? fields.shift()!.slice('Tag='.length) : '';
  if (fields.length !== 4) {
    const found = `${fields.length} field${fields.length === 1 ? '' : 's'}`;
    return broken(`${found}; expected start, length, maximum and histogram, divided by commas`);
  }
  const [start, length, max, encoded] = fields as [string, string, string, string];
  const numbers = [start, length, max].map(Number) as [number, number, number];
  const wrong = [start, length, max].find((text, i) => text === '' || !Number.isFinite(numbers[i]));
  if (wrong !== undefined) return broken(`${JSON.stringify(wrong.slice(0, 40))} is no number`);
  const [startSeconds, lengthSeconds] = numbers;
  return { kind: 'interval', tag, startSeconds, lengthSeconds, max: numbers[2], encoded };
}

/** Turns the times of a log's lines into wall time, by the reference's rules. */
export class LogTimes {
  private startSeconds: number | undefined;
  private baseSeconds: number | undefined;

  /** Ms since 1970 where the log says so, else ms since its first interval's origin. */
  startMs = NaN;

  note(line: { kind: 'start-time' | 'base-time'; seconds: number }): void {
    if (line.kind === 'base-time') this.baseSeconds = line.seconds;
    else {
      this.startSeconds = line.seconds;
      this.startMs = line.seconds * MS_PER_SECOND;
    }
  }

  /** @param startSeconds as an interval's line has it. */
  wallMs(startSeconds: number): number {
    this.startSeconds ??= startSeconds;
    const isRelative = startSeconds < this.startSeconds - YEAR_SECONDS;
    this.baseSeconds ??= isRelative ? this.startSeconds : 0;
    const wallMs = (this.baseSeconds + startSeconds) * MS_PER_SECOND;
    if (Number.isNaN(this.startMs)) this.startMs = wallMs;
    return wallMs;
  }
}
