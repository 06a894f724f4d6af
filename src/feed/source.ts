/**
 * What the feed agent drives: something that has venue messages in time order and turns them into
 * events in the ring. Implemented once per kind of source. Feed thread.
 */
import type { LineSummary } from './normalize/venue-normalizer.js';
import type { FeedErrorCode } from './source/feed-error.js';
import type { TransportSummary } from './venue-transport.js';

/** Where the image of a book comes from: decides whether a lane may be restarted. */
export type ImageOrigin = 'simulator' | 'rest' | 'resubscribe' | 'none';

/**
 * Says how far a batch goes and gives its messages their received stamps. Doubles that cross the
 * calls between feed and source do it in arrays: V8 boxes those that it does not inline.
 */
export interface Pacing {
  /** Element 0: source time (ns) up to which messages are due. */
  readonly dueSourceNs: Float64Array;
  /**
   * The received stamp of the next message, ns on the run clock: paced, the moment at which it was
   * meant to come; flat out, the stamp of the batch. Call it exactly once per message handed on.
   */
  received(sourceNs: number): number;
}

export interface FeedFailure {
  readonly code: FeedErrorCode;
  /** Says what and at which byte. */
  readonly message: string;
  readonly byteOffset?: number;
}

export interface FeedSummary {
  /** Venue messages handed on. */
  readonly messages: number;
  /** Holes found by the venue's sequence rule. */
  readonly gaps: number;
  /** Messages of a type that the normalizer does not know. */
  readonly unknownMessages: number;
  /** Values that do not fit their instrument's scales. */
  readonly refusedValues: number;
  /** Messages dropped because nobody ever declared their instrument. */
  readonly undeclaredInstruments: number;
  /** What the venue said about a book that can never be compared, beside the events that say so. */
  readonly unverifiable?: number;
  /** Messages refused, by reason. */
  readonly refusals?: Readonly<Record<string, number>>;
  /** Lines of a recording that are no record; the first one is the error. */
  readonly damagedLines?: number;
  /** Records that came later in a recording than its reader can sort. */
  readonly lateRecords?: number;
  /** Records that a recording should have and has not; books are STALE from there to their next image. */
  readonly missingRecords?: number;
  /** Messages handed on, by the venue's name of their type. */
  readonly messagesByType?: Readonly<Record<string, number>>;
  /** Books that had to be rebuilt, by reason. */
  readonly resyncs?: Readonly<Record<string, number>>;
  /** By line, where several carry the same; this and the next ones only of a live source. */
  readonly lines?: Readonly<Record<string, LineSummary>>;
  /** Hot messages whose shape the byte reader did not know. */
  readonly slowPathMessages?: number;
  readonly transport?: TransportSummary;
  /** Inputs that wait for their turn. */
  readonly queuedInputs?: number;
  /** Why the source ended before its end. */
  readonly error?: FeedFailure;
}

export interface FeedSource {
  readonly imageOrigin: ImageOrigin;
  /** Messages come when they come, stamped on the run clock: there is nothing to pace. */
  readonly isLive?: boolean;
  /** Reads headers; refuses a wrong format with a FeedError. */
  open(): Promise<void>;
  /**
   * Source time (ns, any origin) of the next message into `next[0]`; NaN while refill() must run
   * first, Infinity at the end.
   */
  peek(next: Float64Array): void;
  /**
   * Hand on messages that are due by `pacing`, at most `limit`. Never waits for input (it may wait for
   * room in the ring).
   * @returns how many.
   */
  deliver(limit: number, pacing: Pacing): number;
  /** Refill the buffers; resolves when deliver can go on or the source has ended. */
  refill(): Promise<void>;
  /** Emit images of the instruments of that lane, as of exactly now. Without an image origin: nothing. */
  resync(lane: number, laneCount: number, receivedNs: number): void;
  summary(): FeedSummary;
  /** Bytes done and bytes in all; total 0 where there is no end. */
  progress(): { done: number; total: number };
  close(): Promise<void>;
}
