/**
 * The log's lines about the tail: the first interval of a cause at once, then at most one line in ten
 * seconds for all that follow. Owns what is kept of the intervals of one line: how many, their frames,
 * and the worst of them. Supervisor.
 */
import type { RunLog } from '../run-log.js';
import type { Cause } from './cause.js';

export interface TailLine {
  readonly cause: Cause;
  /** Over the budget, or withheld from slow clients. */
  readonly frames: number;
  readonly worstUs: number;
  readonly evidence: string;
  /** Wall time of the interval's end, ms. */
  readonly endMs: number;
  /** What else is told of the worst interval. */
  readonly rest: Readonly<Record<string, unknown>>;
}

interface Waiting {
  intervals: number;
  frames: number;
  worst: TailLine;
}

interface Topic {
  readonly waiting: Waiting | undefined;
  readonly toldMs: number;
}

export const LINE_EVERY_MS = 10_000;

/** What the platform and the load do is news; what this process does to itself is a warning. */
const LOG_LEVELS: Readonly<Record<Cause, 'info' | 'warn'>> = {
  gc: 'warn',
  hiccup: 'info',
  pause: 'warn',
  burst: 'info',
  slow_reader: 'warn',
  unexplained: 'warn',
};

export class TailLines {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly log: RunLog) {}

  /** @param topic lines of one topic wait for one another: a cause, or clients. */
  add(topic: string, line: TailLine): void {
    const { waiting, toldMs = -Infinity } = this.topics.get(topic) ?? {};
    const isWorse = waiting === undefined || line.worstUs > waiting.worst.worstUs;
    const merged: Waiting = {
      intervals: (waiting?.intervals ?? 0) + 1,
      frames: (waiting?.frames ?? 0) + line.frames,
      worst: isWorse ? line : waiting.worst,
    };
    this.topics.set(topic, { waiting: merged, toldMs });
  }

  /** Tell what is due. */
  tell(nowMs: number): void {
    for (const [topic, { waiting, toldMs }] of this.topics) {
      if (waiting === undefined || nowMs - toldMs < LINE_EVERY_MS) continue;
      this.write(waiting);
      this.topics.set(topic, { waiting: undefined, toldMs: nowMs });
    }
  }

  private write({ intervals, frames, worst }: Waiting): void {
    const { cause, worstUs, evidence, endMs, rest } = worst;
    const at = new Date(endMs).toISOString();
    this.log[LOG_LEVELS[cause]](
      { cause, intervals, frames, at, worstUs, ...rest, evidence },
      'tail',
    );
  }
}
