/**
 * A log of FIX messages as a feed: each session's messages, in the order of the log, to a normalizer of its own. Commands go
 * nowhere: the answers are in the log, or they are not. Owns the file; time is the log's. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import { sumSummaries } from './capture-venues.js';
import { FixLogSessions } from './fix-log-sessions.js';
import type { InstrumentRegister } from './normalize/instrument-register.js';
import type { FeedSource, FeedSummary, Pacing } from './source.js';
import { FixLogFile } from './source/fix-log-file.js';

export interface FixLogSourceOptions {
  readonly path: string;
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  /** Of counterparties that no ready profile knows. */
  readonly profile?: string;
}

export class FixLogSource implements FeedSource {
  /** A file answers no question. */
  readonly imageOrigin = 'none';
  private readonly file: FixLogFile;
  private readonly sessions: FixLogSessions;
  private messageCount = 0;

  constructor(options: FixLogSourceOptions) {
    this.file = new FixLogFile(options.path);
    this.sessions = new FixLogSessions(options);
  }

  open(): Promise<void> {
    return this.file.open();
  }

  peek(next: Float64Array): void {
    next[0] = this.file.nextSourceNs();
  }

  deliver(limit: number, pacing: Pacing): number {
    const untilNs = pacing.dueSourceNs[0]!;
    let count = 0;
    while (count < limit) {
      const sourceNs = this.file.nextSourceNs();
      // NaN (nothing read) ends the loop as well.
      if (!(sourceNs <= untilNs) || sourceNs === Infinity) break;
      const { bytes, isWhole } = this.file.take();
      this.sessions.take(bytes, isWhole, sourceNs, pacing.received(sourceNs));
      count++;
    }
    this.messageCount += count;
    return count;
  }

  refill(): Promise<void> {
    return this.file.refill();
  }

  resync(): void {
    // No image origin: nothing to emit.
  }

  summary(): FeedSummary {
    const venue = sumSummaries(this.sessions.summaries());
    const { invalidCount, otherCount } = this.sessions;
    const { failure } = this.file;
    return {
      ...venue,
      messages: this.messageCount,
      unknownMessages: venue.unknownMessages + otherCount,
      refusals: { ...venue.refusals, ...(invalidCount > 0 ? { garbled: invalidCount } : {}) },
      ...(failure && { error: failure }),
    };
  }

  progress(): { done: number; total: number } {
    return this.file.progress();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
