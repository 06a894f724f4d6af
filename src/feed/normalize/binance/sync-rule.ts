/**
 * The rules that join Binance's diffs to a REST snapshot, for one symbol. The numbers are the steps of
 * the venue's "How to manage a local order book correctly", L the snapshot's lastUpdateId:
 *
 *   spot                                                   futures (USD-M, COIN-M)
 *   1 open the stream, buffer, note the first U            1 open the stream  2 buffer
 *   2 fetch a snapshot; L < first U - 1: fetch again       3 fetch a snapshot
 *   3 drop what has u <= L                                 4 drop what has u < L
 *   4 the first applied has U <= L+1 <= u                  5 the first applied has U <= L <= u
 *   5 then U is the previous u + 1; u <= id: ignore;       6 then pu is the previous u, otherwise
 *     U > id + 1: gap, discard, resync                       discard, resync
 *
 * Owns the buffer of diffs and the book's update id. Knows nothing of levels, events or time.
 */
import type { BinanceLimits } from './limits.js';
import type { BinanceMarket } from './market.js';

/** awaiting: no image, diffs are buffered. suspended: connection lost, the book may still be bridged. */
export type SyncPhase = 'awaiting' | 'live' | 'suspended';

export type DiffVerdict = 'apply' | 'resume' | 'buffered' | 'old' | 'gap';
export type SnapshotVerdict = 'accept' | 'fetch-again' | 'not-needed';

/** Bytes buffered by all symbols of a normalizer. */
export interface BufferBudget {
  bytes: number;
}

/** The ids of one depth message; made once and written anew for each on the hot path. */
export class DiffIds {
  firstId = -1;
  lastId = -1;
  /** The id that it joins on to: U - 1 on spot, pu on futures. */
  previousId = -1;
  eventTime = NaN;
}

export interface BufferedDiff {
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly bytes: Uint8Array;
  readonly connection: string;
}

export class DepthSync {
  phase: SyncPhase = 'awaiting';
  /** Update id up to which the book is complete; -1 without a book. */
  bookId = -1;
  /** True while bookId was set by a diff rather than by the snapshot. */
  atDiff = false;
  gapCount = 0;
  /** Holes among buffered diffs: what lay before them is useless. */
  bufferedHoleCount = 0;
  overflowCount = 0;
  private buffer: BufferedDiff[] = [];
  private bytes = 0;

  constructor(
    private readonly rule: BinanceMarket['rule'],
    private readonly limits: BinanceLimits,
    private readonly budget: BufferBudget,
  ) {}

  /** Judge a diff: on `apply` or `resume` the caller applies it and calls applied(), on `buffered` keep(). */
  judgeDiff(diff: DiffIds): DiffVerdict {
    if (this.phase === 'awaiting') return 'buffered';
    const verdict = this.rule === 'spot' ? this.judgeSpot(diff) : this.judgeFutures(diff);
    return verdict === 'apply' && this.phase === 'suspended' ? 'resume' : verdict;
  }

  /** The diff does not join on to the book, and nothing will come that does: wait for an image. */
  gap(): void {
    this.gapCount++;
    this.discard();
  }

  applied(lastId: number): void {
    this.bookId = lastId;
    this.atDiff = true;
    this.phase = 'live';
  }

  /** Judge a snapshot by its lastUpdateId; on `accept` the caller emits it and replays the buffer. */
  judgeSnapshot(lastUpdateId: number): SnapshotVerdict {
    if (this.phase === 'live') return 'not-needed';
    // A suspended book is older than nothing that we would take in its place.
    if (this.phase === 'suspended') return lastUpdateId >= this.bookId ? 'accept' : 'fetch-again';
    for (const { firstId, lastId, previousId } of this.buffer) {
      if (this.rule === 'spot') {
        // 2: the snapshot ends before the first diff that we have begins.
        return lastUpdateId < firstId - 1 ? 'fetch-again' : 'accept';
      }
      // 4, 5
      if (lastId < lastUpdateId) continue;
      return firstId <= lastUpdateId || previousId === lastUpdateId ? 'accept' : 'fetch-again';
    }
    return 'accept';
  }

  accepted(lastUpdateId: number): void {
    this.bookId = lastUpdateId;
    this.atDiff = false;
    this.phase = 'live';
  }

  /** The buffered messages, oldest first; the buffer is empty afterwards. */
  takeBuffer(): readonly BufferedDiff[] {
    const diffs = this.buffer;
    this.clearBuffer();
    return diffs;
  }

  /** The connection is lost: what comes next may or may not join on. */
  suspend(): boolean {
    if (this.phase !== 'live') return false;
    this.phase = 'suspended';
    return true;
  }

  /** Forget book and buffer; wait for an image. */
  discard(): void {
    this.phase = 'awaiting';
    this.atDiff = false;
    this.clearBuffer();
  }

  get bufferedCount(): number {
    return this.buffer.length;
  }

  /** @param isShared another line may still fill a hole. */
  keep(diff: DiffIds, bytes: Uint8Array, connection: string, isShared: boolean): void {
    const { buffer } = this;
    const { firstId, lastId, previousId } = diff;
    let place = buffer.length;
    const newest = buffer[place - 1];
    if (newest !== undefined && !isShared) {
      if (lastId <= newest.lastId) return;
      if (previousId > newest.lastId) {
        // No snapshot from before the hole can be joined to what comes after it.
        this.bufferedHoleCount++;
        this.clearBuffer();
        place = 0;
      }
    }
    while (place > 0 && this.buffer[place - 1]!.lastId >= lastId) place--;
    if (this.buffer[place]?.lastId === lastId) return;
    const copy = Uint8Array.from(bytes);
    this.buffer.splice(place, 0, { firstId, lastId, previousId, bytes: copy, connection });
    this.bytes += copy.length;
    this.budget.bytes += copy.length;
    while (
      this.buffer.length > this.limits.bufferedDiffsPerSymbol ||
      (this.budget.bytes > this.limits.bufferedBytes && this.buffer.length > 0)
    ) {
      const dropped = this.buffer.shift()!;
      this.bytes -= dropped.bytes.length;
      this.budget.bytes -= dropped.bytes.length;
      this.overflowCount++;
    }
  }

  private judgeSpot({ firstId, lastId }: DiffIds): 'apply' | 'old' | 'gap' {
    // 3 and 5: all of it is in the book already.
    if (lastId <= this.bookId) return 'old';
    // 4 and 5: there are updates between the book and this diff that we have not seen.
    if (firstId > this.bookId + 1) return 'gap';
    // 4 (U <= L+1 <= u) and 5 (U = id + 1). A diff that begins before the book's id and ends after
    // it is applied too: quantities are absolute, so it leads to the book at its u all the same.
    return 'apply';
  }

  private judgeFutures({ firstId, lastId, previousId }: DiffIds): 'apply' | 'old' | 'gap' {
    // 6; right behind a snapshot, too: a diff that joins on to L follows on the book at L.
    if (previousId === this.bookId) return 'apply';
    if (this.atDiff) return lastId <= this.bookId ? 'old' : 'gap';
    // 4
    if (lastId < this.bookId) return 'old';
    // 5: U <= L <= u
    return firstId <= this.bookId ? 'apply' : 'gap';
  }

  private clearBuffer(): void {
    this.budget.bytes -= this.bytes;
    this.bytes = 0;
    this.buffer = [];
  }
}
