/**
 * A recorded JSON-lines capture as a feed: its records, in order of time, to the normalizer of the
 * exchange that its header names. Commands of the normalizer go nowhere: the recorded answers come.
 * Owns the file and the normalizer; time is the recording's. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import { FeedError } from './feed-error.js';
import type { InstrumentRegister } from './normalize/instrument-register.js';
import { SUPPORTED_EXCHANGES } from './normalize/venue-table.js';
import { CaptureVenues, sumSummaries } from './capture-venues.js';
import type { FeedSource, FeedSummary, Pacing } from './source.js';
import type { CaptureRecord } from './source/capture-record.js';
import { CapturesFile, type CapturesFileLimits } from './source/captures-file.js';

export interface CapturesSourceOptions {
  readonly path: string;
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  readonly limits?: CapturesFileLimits;
}

export interface CapturesSummary extends FeedSummary {
  /** What the venue said about a book that could never be compared. */
  readonly unverifiable: number;
  /** Messages refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Lines of the file that are no record; the first one is the error. */
  readonly damagedLines: number;
  /** Records that came later in the file than the sort buffer reaches. */
  readonly lateRecords: number;
}

const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : data;

/** Back-off jitter of commands that nobody takes. */
const NO_JITTER = 0;

export class CapturesSource implements FeedSource {
  /** A file answers no question: a book that is lost stays lost until the recording has an image. */
  readonly imageOrigin = 'none';
  private readonly file: CapturesFile;
  private venues: CaptureVenues | undefined;
  private messageCount = 0;
  /** Records of connections to addresses that are no venue of ours. */
  private foreignCount = 0;
  private finished = false;

  constructor(private readonly options: CapturesSourceOptions) {
    this.file = new CapturesFile(options.path, options.limits);
  }

  async open(): Promise<void> {
    await this.file.open();
    if (!SUPPORTED_EXCHANGES.includes(this.file.exchange)) {
      await this.file.close();
      throw new FeedError({
        code: 'wrong-format',
        message: `${this.options.path} is a capture of ${this.file.exchange}; supported exchanges: ${SUPPORTED_EXCHANGES.join(', ')}`,
        file: this.options.path,
        byteOffset: 0,
      });
    }
    const { sink, register } = this.options;
    this.venues = new CaptureVenues(this.file.exchange, {
      sink,
      register,
      random: () => NO_JITTER,
    });
  }

  peek(next: Float64Array): void {
    next[0] = this.file.nextSourceNs();
    if (next[0] === Infinity) this.finish();
  }

  deliver(limit: number, pacing: Pacing): number {
    const untilNs = pacing.dueSourceNs[0]!;
    let count = 0;
    while (count < limit) {
      const sourceNs = this.file.nextSourceNs();
      // NaN (nothing buffered) ends the loop as well.
      if (!(sourceNs <= untilNs) || sourceNs === Infinity) break;
      this.handOn(this.file.take(), sourceNs, pacing.received(sourceNs));
      count++;
    }
    return count;
  }

  refill(): Promise<void> {
    return this.file.refill();
  }

  resync(): void {
    // No image origin: nothing to emit.
  }

  summary(): CapturesSummary {
    const venue = this.venues && sumSummaries(this.venues.summaries());
    return {
      messages: this.messageCount,
      gaps: venue?.gaps ?? 0,
      unknownMessages: (venue?.unknownMessages ?? 0) + this.file.unknownCount + this.foreignCount,
      refusedValues: venue?.refusedValues ?? 0,
      undeclaredInstruments: venue?.undeclaredInstruments ?? 0,
      messagesByType: venue?.messagesByType ?? {},
      unverifiable: venue?.unverifiable ?? 0,
      refusals: venue?.refusals ?? {},
      damagedLines: this.file.damagedLineCount,
      lateRecords: this.file.lateCount,
      ...(this.file.failure && { error: this.file.failure }),
    };
  }

  progress(): { done: number; total: number } {
    return this.file.progress();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private handOn(record: CaptureRecord, sourceNs: number, receivedNs: number): void {
    const venues = this.venues!;
    const { type, connection, target, data } = record;
    if (type === 'recv' || type === 'http') this.messageCount++;
    if (type === 'http') {
      for (const normalizer of venues.all(target)) {
        normalizer.atTime(sourceNs, receivedNs);
        normalizer.answered(target, bytesOf(data));
      }
      return;
    }
    const normalizer = type === 'connect' ? venues.open(connection, target) : venues.of(connection);
    if (normalizer === undefined) {
      this.foreignCount++;
      return;
    }
    normalizer.atTime(sourceNs, receivedNs);
    if (type === 'connect') normalizer.connected(connection, target);
    else if (type === 'recv' && typeof data !== 'string')
      normalizer.receivedBinary(connection, data);
    else if (type === 'recv') normalizer.received(connection, bytesOf(data));
    else if (typeof data === 'string') normalizer.sent(connection, data);
  }

  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.venues?.finish();
  }
}
