/**
 * A recorded ITCH session as a feed source: chunks of the file, framed, normalized. Owns the order of
 * these steps and the file's failure; must never wait inside deliver. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import { FeedError } from './feed-error.js';
import { ItchNormalizer } from './normalize/itch/itch-normalizer.js';
import {
  explainFraming,
  frameItch,
  FRAMING,
  LENGTH_PREFIX_BYTES,
  notItchBecause,
} from './normalize/itch/itch-framing.js';
import { offsetsOf } from './normalize/itch/itch-messages.js';
import { newYorkMidnight } from './normalize/itch/new-york-midnight.js';
import type { InstrumentRegister } from './normalize/instrument-register.js';
import { ItchFile } from './source/itch-file.js';
import type { FeedFailure, FeedSource, FeedSummary, ImageOrigin, Pacing } from './source.js';

const TIMESTAMP = offsetsOf('S').timestamp;
const SNIFFED_BYTES = 64;
const TWO_32 = 4294967296;

export interface ItchFileFeedOptions {
  readonly file: string;
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  readonly venue?: string;
  /** Trading day, YYYY-MM-DD; without it venue times are times of day. */
  readonly date?: string;
  readonly chunkBytes?: number;
}

export class ItchFileFeed implements FeedSource {
  readonly imageOrigin: ImageOrigin = 'none';
  private readonly file: ItchFile;
  private readonly normalizer: ItchNormalizer;
  private failure: FeedFailure | undefined;
  private isOver = false;

  /** @throws FeedError when the date is none. */
  constructor(options: ItchFileFeedOptions) {
    this.file = new ItchFile(options.file, options.chunkBytes);
    this.normalizer = new ItchNormalizer({
      sink: options.sink,
      register: options.register,
      venue: options.venue ?? 'itch',
      midnightSeconds: midnightOf(options.date),
    });
  }

  async open(): Promise<void> {
    const { file } = this;
    await file.open();
    // Tiny chunks: the format shows in more bytes than the first one may hold.
    while (file.end - file.at < SNIFFED_BYTES && !file.isLast) await file.advance();
    if (file.end > file.at) {
      const looksLike = notItchBecause(file.bytes.subarray(file.at, file.end));
      if (looksLike === undefined) return;
      await file.close();
      const message = `${file.file}: not an ITCH 5.0 file; at byte 0 it looks like ${looksLike}`;
      throw new FeedError({ code: 'wrong-format', message, file: file.file, byteOffset: 0 });
    }
    await file.close();
    if (file.failure !== undefined) throw file.failure;
    const message = `${file.file}: the file is empty`;
    throw new FeedError({ code: 'file-empty', message, file: file.file, byteOffset: 0 });
  }

  peek(next: Float64Array): void {
    const { file } = this;
    if (this.isOver) next[0] = Infinity;
    else if (frameItch(file.bytes, file.at, file.end) > 0) next[0] = this.timestampAt(file.at);
    else next[0] = this.needsRefill() ? NaN : Infinity;
  }

  deliver(limit: number, pacing: Pacing): number {
    if (this.isOver) return 0;
    const untilNs = pacing.dueSourceNs[0]!;
    const { file, normalizer } = this;
    const { bytes, view, end } = file;
    let at = file.at;
    let count = 0;
    while (count < limit) {
      const length = frameItch(bytes, at, end);
      if (length <= 0) break;
      const stampAt = at + LENGTH_PREFIX_BYTES + TIMESTAMP;
      const sourceNs = view.getUint16(stampAt) * TWO_32 + view.getUint32(stampAt + 2);
      if (sourceNs > untilNs) break;
      normalizer.header.receivedNs = pacing.received(sourceNs);
      normalizer.process(view, at + LENGTH_PREFIX_BYTES);
      at += length;
      count++;
    }
    file.at = at;
    return count;
  }

  async refill(): Promise<void> {
    if (this.isOver || !this.needsRefill()) return;
    await this.file.advance();
    this.needsRefill();
  }

  /** No image: a file holds no second truth. */
  resync(): void {}

  summary(): FeedSummary {
    const { normalizer } = this;
    return {
      messages: normalizer.messageCount,
      gaps: 0,
      unknownMessages: 0,
      refusedValues: normalizer.refusedValueCount,
      undeclaredInstruments: normalizer.undeclaredCount,
      messagesByType: normalizer.types.byType(),
      ...(this.failure === undefined ? {} : { error: this.failure }),
    };
  }

  progress(): { done: number; total: number } {
    return this.file.progress;
  }

  async close(): Promise<void> {
    this.isOver = true;
    await this.file.close();
  }

  private timestampAt(at: number): number {
    const stampAt = at + LENGTH_PREFIX_BYTES + TIMESTAMP;
    return this.file.view.getUint16(stampAt) * TWO_32 + this.file.view.getUint32(stampAt + 2);
  }

  /** There is no whole message at `at`: is one coming, or is this the end, and which? */
  private needsRefill(): boolean {
    const { file } = this;
    const framing = frameItch(file.bytes, file.at, file.end);
    if (framing > 0) return false;
    if (framing === FRAMING.INCOMPLETE && !file.isLast) return true;
    this.isOver = true;
    this.failure = this.failureAtEnd(framing);
    return false;
  }

  private failureAtEnd(framing: number): FeedFailure | undefined {
    const { file } = this;
    if (framing === FRAMING.INCOMPLETE && file.failure !== undefined) {
      const { code, message, byteOffset } = file.failure;
      return {
        code,
        message,
        ...(byteOffset === undefined ? {} : { byteOffset }),
      };
    }
    const left = file.bytes.subarray(file.at, file.end);
    // A length of 0 and nothing behind it is how BinaryFILE ends a session.
    const isEndMarker = left.length === LENGTH_PREFIX_BYTES && left[0] === 0 && left[1] === 0;
    if (left.length === 0 || isEndMarker) return undefined;
    const { code, message } = explainFraming(file.bytes, file.at, file.end, file.byteOffset);
    return { code, message: `${file.file}: ${message}`, byteOffset: file.byteOffset };
  }
}

function midnightOf(date: string | undefined): number {
  if (date === undefined) return 0;
  const seconds = newYorkMidnight(date);
  if (seconds !== undefined) return seconds;
  const message = `date ${JSON.stringify(date)}: expected a calendar date as YYYY-MM-DD`;
  throw new FeedError({ code: 'malformed', message });
}
