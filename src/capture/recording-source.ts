/**
 * A recording as a feed: its records, at the recording's pace, to a fresh normalizer of the venue it
 * is of. Owns the reader and where it is in the block in hand; time is the recording's. Feed thread.
 *
 * A moment to start from does not change what the books are: records before it are played, too, but
 * all at once. Only whole sessions are left out.
 */
import type { EventSink } from '../event/sink.js';
import { sumSummaries } from '../feed/capture-venues.js';
import { clearBooks } from '../feed/clear-books.js';
import { FeedError } from '../feed/feed-error.js';
import type { InstrumentRegister } from '../feed/normalize/instrument-register.js';
import type { VenueSummary } from '../feed/normalize/venue-normalizer.js';
import { findVenue, VENUE_NAMES } from '../feed/normalize/venue-table.js';
import type { FeedSource, FeedSummary, Pacing } from '../feed/source.js';
import { REASON } from '../market/state.js';
import type { Session } from './cold-messages.js';
import { RECORD_STAMP, RecordCursor } from './record-cursor.js';
import { RECORD_FIELD } from './record-fields.js';
import { RecordingReader, type BlockPlace, type ReadStep } from './recording-reader.js';
import { SessionPlayer } from './session-player.js';

export interface RecordingSourceOptions {
  readonly path: string;
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  /** What was recorded before is played at once. */
  readonly from?: RecordingMoment;
  /** What was recorded later is left out. */
  readonly to?: RecordingMoment;
}

/** Wall time since 1970, or time since the recording was begun. */
export type RecordingMoment = { readonly unixNs: bigint } | { readonly afterNs: number };

/** What the current block is to the duty cycle. */
type Stage = 'needs-block' | 'in-block' | 'ended';

const NS_PER_US = 1_000n;

const unixNsOf = (moment: RecordingMoment, begunNs: bigint): bigint =>
  'unixNs' in moment ? moment.unixNs : begunNs + BigInt(Math.floor(moment.afterNs));

/** Indices of `sourceNs`. */
const SESSION_START = 0;
const FROM = 1;
const TO = 2;

export class RecordingSource implements FeedSource {
  /** A file answers no question: a book that is lost stays lost until the recording has an image. */
  readonly imageOrigin = 'none';
  private readonly reader: RecordingReader;
  private readonly cursor = new RecordCursor();
  private stage: Stage = 'needs-block';
  private place: BlockPlace | undefined;
  private player: SessionPlayer | undefined;
  private readonly done: VenueSummary[] = [];
  private doneMessages = 0;
  private unknownRecords = 0;
  private missingRecords = 0;
  /** Wall time that source time 0 is at, and what is to be added to the session's run clock. */
  private originUnixNs = 0n;
  /** In source time: [run time 0 of the session, from, to]. */
  private readonly sourceNs = new Float64Array([0, -Infinity, Infinity]);
  private readAhead: Promise<ReadStep> | undefined;
  private lastReceivedNs = 0;

  constructor(private readonly options: RecordingSourceOptions) {
    this.reader = new RecordingReader(options.path);
  }

  /** @throws FeedError. */
  async open(): Promise<void> {
    const { reader } = this;
    const { from, to } = this.options;
    reader.open();
    const begunNs = reader.first.wallBaseNs + BigInt(Math.floor(reader.first.startedNs));
    const fromUnixNs = from && unixNsOf(from, begunNs);
    const toUnixNs = to && unixNsOf(to, begunNs);
    if (fromUnixNs !== undefined) reader.seekSession(Number(fromUnixNs / NS_PER_US));
    this.originUnixNs = reader.first.wallBaseNs;
    if (fromUnixNs !== undefined) this.sourceNs[FROM] = Number(fromUnixNs - this.originUnixNs);
    if (toUnixNs !== undefined) this.sourceNs[TO] = Number(toUnixNs - this.originUnixNs);
    this.readAhead = reader.read();
    try {
      await this.refill();
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  peek(next: Float64Array): void {
    next[0] =
      this.stage === 'in-block' ? this.nextSourceNs() : this.stage === 'ended' ? Infinity : NaN;
  }

  deliver(limit: number, pacing: Pacing): number {
    const untilNs = pacing.dueSourceNs[0]!;
    let count = 0;
    while (count < limit && this.stage === 'in-block') {
      const sourceNs = this.nextSourceNs();
      if (sourceNs > untilNs) break;
      count++;
      this.lastReceivedNs = pacing.received(sourceNs);
      this.player!.play(this.cursor, this.lastReceivedNs);
      this.step();
    }
    return count;
  }

  async refill(): Promise<void> {
    while (this.stage === 'needs-block') {
      const step = await this.readAhead!;
      if (step.kind === 'end') {
        this.end();
        return;
      }
      if (step.kind === 'session') this.beginSession(step.session);
      else if (step.kind === 'lost') this.lose(step.records);
      else {
        this.cursor.aim(step.content);
        this.place = step.place;
        this.stage = 'in-block';
        this.step();
      }
      this.readAhead = this.reader.read();
    }
  }

  resync(): void {
    // No image origin: nothing to emit.
  }

  summary(): FeedSummary {
    const venue = sumSummaries([...this.done, ...(this.player ? [this.player.summary()] : [])]);
    const { failure } = this.reader;
    return {
      ...venue,
      messages: this.doneMessages + (this.player?.messageCount ?? 0),
      unknownMessages:
        venue.unknownMessages + this.unknownRecords + (this.player?.unknownCount ?? 0),
      missingRecords: this.missingRecords,
      ...(failure && { error: failure }),
    };
  }

  progress(): { done: number; total: number } {
    return { done: this.reader.doneBytes, total: this.reader.totalBytes };
  }

  async close(): Promise<void> {
    // A block that is being read must not find its file closed.
    await this.readAhead?.catch(() => undefined);
    this.reader.close();
  }

  private nextSourceNs(): number {
    const { sourceNs } = this;
    const atNs = sourceNs[SESSION_START]! + this.cursor.stamps[RECORD_STAMP.NOW_NS]!;
    return Math.max(atNs, sourceNs[FROM]!);
  }

  /** Take the next record of the block into hand, or be done with the block. */
  private step(): void {
    const { cursor } = this;
    switch (cursor.next()) {
      case 'record':
        if (cursor.input === RECORD_FIELD.MISSING) this.missingRecords += cursor.number;
        if (this.nextSourceNs() > this.sourceNs[TO]!) this.end();
        return;
      case 'end':
        this.stage = 'needs-block';
        return;
      case 'malformed':
        this.reader.refuse(this.place!, 'malformed', 'a block holds a record that cannot be read');
        this.player!.lose();
        this.stage = 'needs-block';
    }
  }

  private beginSession(session: Session): void {
    const { sink, register } = this.options;
    const { venue } = session.feed;
    const entry = findVenue(venue);
    if (entry === undefined) {
      throw new FeedError({
        code: 'wrong-format',
        message: `${this.options.path} is a recording of ${venue}; supported venues: ${VENUE_NAMES.join(', ')}`,
        file: this.options.path,
        byteOffset: 0,
      });
    }
    this.endSession();
    this.sourceNs[SESSION_START] = Number(session.wallBaseNs - this.originUnixNs);
    this.player = new SessionPlayer({ session, entry, sink, register });
  }

  /** What the next session does not carry must not stay on as if it were current. */
  private endSession(): void {
    const { player } = this;
    if (player === undefined) return;
    player.finish();
    clearBooks(this.options.sink, [...player.ids], REASON.FEED_RESTARTED, this.lastReceivedNs);
    this.done.push(player.summary());
    this.doneMessages += player.messageCount;
    this.unknownRecords += player.unknownCount;
    this.player = undefined;
  }

  private lose(records: number): void {
    this.missingRecords += records;
    this.player?.lose();
  }

  private end(): void {
    this.player?.finish();
    this.stage = 'ended';
  }
}
