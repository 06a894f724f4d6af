/**
 * One symbol of Binance: its sync rule, its held tops of book and its quarantine, turned into
 * events. Nothing that happens here touches another symbol.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import type { EventWriter } from '../parts/event-writer.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import { LineArbiter, type HeldMessage } from '../parts/line-arbiter.js';
import type { LineFigures } from '../parts/line-figures.js';
import type { LevelBatch } from '../parts/level-batch.js';
import { RecentIds } from '../parts/recent-ids.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { TopOfBook } from '../parts/top-of-book.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import { HeldTops } from '../parts/held-tops.js';
import { verifiedRange } from '../parts/verified-range.js';
import type { BinanceLimits } from './limits.js';
import type { BinanceMarket } from './market.js';
import { DepthSync, type BufferBudget, type DiffIds } from './sync-rule.js';

/** What all symbols of a normalizer share. */
export interface SymbolContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly limits: BinanceLimits;
  readonly budget: BufferBudget;
  readonly clock: { nowNs: number; receivedNs: number };
  readonly rule: BinanceMarket['rule'];
  readonly lines: LineFigures;
  /** A value did not fit its symbol's scales: the venue's list may have others by now. */
  readonly misfit: () => void;
}

/** Judges a message again that was buffered. */
export type Replay = (bytes: Uint8Array, connection: string) => void;
/** Judges a message again that was held for another line. */
export type ReplayHeld = (held: HeldMessage) => void;

export class SymbolBook {
  quarantined = false;
  /** Snapshots that came while the book was complete. */
  unneededSnapshotCount = 0;
  /** Diffs that the book had already (spot 3 and 5, futures 4). */
  oldDiffCount = 0;
  /** When the newest diff came; -Infinity before the first. */
  newestNs = -Infinity;
  readonly sync: DepthSync;
  readonly tops: HeldTops;
  readonly lines: LineArbiter;
  private readonly tradeIds = new RecentIds();
  private readonly topIds = new RecentIds();
  private readonly appliedIds = new RecentIds();
  /** Of the last snapshot. */
  private imageId = -1;
  private hasPlainTrades = false;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    private readonly context: SymbolContext,
  ) {
    this.sync = new DepthSync(context.rule, context.limits, context.budget);
    this.tops = new HeldTops(context.limits.heldTopsPerSymbol);
    this.lines = new LineArbiter(context.lines);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /**
   * A message whose levels are in the batch.
   * @param bytes the whole message, copied where it must wait.
   */
  applyDiff(diff: DiffIds, bytes: Uint8Array, connection: string): void {
    const { sync, lines } = this;
    const { previousId, lastId } = diff;
    const { receivedNs } = this.context.clock;
    this.newestNs = this.context.clock.nowNs;
    const verdict = sync.judgeDiff(diff);
    switch (verdict) {
      case 'buffered':
        lines.passed(connection, lastId);
        sync.keep(diff, bytes, connection, lines.isShared);
        // The snapshot is asked for once there is something buffered.
        this.context.requests.want(this.symbol, this.context.clock.nowNs);
        return;
      case 'old':
        if (this.isAmiss(lastId, connection)) return this.gap(diff, bytes, connection);
        this.oldDiffCount++;
        // What a snapshot has made old is no copy of another line's.
        if (sync.atDiff) lines.arrived(connection, previousId, lastId, false, receivedNs);
        else lines.passed(connection, lastId);
        return;
      case 'gap':
        // What reaches back to the book has no hole before it that another line could fill.
        if (
          previousId > sync.bookId &&
          lines.hold(connection, previousId, lastId, bytes, this.context.clock)
        )
          return;
        this.gap(diff, bytes, connection);
        return;
      case 'apply':
      case 'resume':
        lines.arrived(connection, previousId, lastId, true, receivedNs);
        this.emitDiff(diff, verdict === 'resume');
        return;
    }
  }

  /** @returns the next message that was held for another line and that the book reaches now. */
  nextHeld(): HeldMessage | undefined {
    return this.sync.phase === 'live' ? this.lines.next(this.sync.bookId) : undefined;
  }

  /** A hole that no line has filled in time is a gap. */
  releaseHeld(nowNs: number, replay: ReplayHeld): void {
    this.lines.release(nowNs, replay);
  }

  /**
   * The snapshot's levels are in the batch, so many a side as were asked for or, where the book has
   * no more, fewer (7).
   * @param replay called with each buffered message once the image is out.
   */
  applySnapshot(lastUpdateId: number, levelsAskedFor: number, replay: Replay): void {
    const { writer, batch, requests, clock } = this.context;
    switch (this.sync.judgeSnapshot(lastUpdateId)) {
      case 'not-needed':
        this.unneededSnapshotCount++;
        requests.satisfied(this.symbol);
        return;
      case 'fetch-again':
        requests.retry(this.symbol, clock.nowNs);
        return;
      case 'accept': {
        const buffered = this.sync.takeBuffer();
        this.sync.accepted(lastUpdateId);
        this.imageId = lastUpdateId;
        this.quarantined = false;
        requests.satisfied(this.symbol);
        writer.begin(lastUpdateId, undefined);
        writer.imageWithin(this.id, batch, verifiedRange(batch, levelsAskedFor));
        this.tops.pass(lastUpdateId);
        for (const { bytes, connection } of buffered) replay(bytes, connection);
        return;
      }
    }
  }

  applyTop(top: TopOfBook): void {
    if (!this.topIds.add(top.updateId) && this.lines.isShared) return;
    if (this.sync.phase !== 'live' || top.updateId > this.sync.bookId) {
      this.tops.hold(top);
      return;
    }
    // Late: only a book that a diff has led to exactly this id can be compared.
    if (top.updateId < this.sync.bookId || !this.sync.atDiff) {
      this.tops.unverifiableCount++;
      return;
    }
    this.context.writer.begin(top.updateId, undefined);
    this.context.writer.verify(this.id, top);
  }

  applyTrade(
    isAggregate: boolean,
    tradeId: number,
    price: number,
    quantity: number,
    isBuyerMaker: boolean,
    time: unknown,
  ): void {
    // Both streams tell the same executions; the finer one wins, and its ids are others.
    if (isAggregate && this.hasPlainTrades) return;
    if (!isAggregate && !this.hasPlainTrades) {
      this.hasPlainTrades = true;
      this.tradeIds.clear();
    }
    if (!this.tradeIds.add(tradeId)) return;
    const aggressor = isBuyerMaker ? ASK : BID;
    this.context.writer.begin(this.sync.bookId, time);
    this.context.writer.trade(this.id, aggressor, price, quantity, tradeId);
  }

  /** The book is not to be trusted, as somebody else has found: rebuilt from a new snapshot. */
  resync(reason: StateReason): void {
    const { writer, requests, clock, resyncs } = this.context;
    if (this.quarantined) return;
    this.discard();
    this.tops.drop();
    writer.begin(this.sync.bookId, undefined);
    writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, reason);
    resyncs.add(reason);
    requests.want(this.symbol, clock.nowNs);
  }

  /** STALE where no other line brings the book. */
  disconnected(connection: string, replay: ReplayHeld): void {
    if (!this.lines.isCarriedBy(connection)) return;
    if (!this.lines.disconnected(connection)) {
      // What only the lost line could have filled is not waited for.
      if (!this.lines.isShared) this.releaseHeld(Infinity, replay);
      return;
    }
    this.tradeIds.clear();
    this.topIds.clear();
    if (!this.sync.suspend()) return;
    this.context.writer.begin(this.sync.bookId, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.DISCONNECTED);
  }

  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: SymbolScales): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.quarantined = false;
    this.discard();
    this.tops.drop();
    writer.begin(this.sync.bookId, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  /** Levels of a parsed message into the batch. */
  load(bids: unknown, asks: unknown): RefusalReason | undefined {
    const { priceScale, quantityScale } = this.scales;
    const refusal = this.context.batch.load(bids, asks, priceScale, quantityScale);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  /** The scales are wrong for what the venue trades in: nothing of this symbol can be trusted. */
  quarantine(): void {
    const { writer, requests, clock } = this.context;
    if (this.quarantined) return;
    this.quarantined = true;
    this.discard();
    this.tops.drop();
    // Over when a snapshot fits, which is not to be expected at once.
    requests.satisfied(this.symbol);
    requests.want(this.symbol, clock.nowNs);
    requests.retry(this.symbol, clock.nowNs);
    this.context.misfit();
    writer.begin(this.sync.bookId, undefined);
    writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.VALUE_REFUSED);
  }

  private discard(): void {
    this.sync.discard();
    this.lines.clear();
  }

  /**
   * A connection tells in order: a diff behind its newest one is a copy of one that we have had, or
   * else the newest one's id was wrong, and what the book claims to hold never came.
   */
  private isAmiss(lastId: number, connection: string): boolean {
    const isBehind = lastId < this.lines.newestOf(connection);
    return isBehind && this.sync.atDiff && lastId > this.imageId && !this.appliedIds.has(lastId);
  }

  private gap(diff: DiffIds, bytes: Uint8Array, connection: string): void {
    const { writer, requests, clock, resyncs } = this.context;
    this.lines.passed(connection, diff.lastId);
    writer.begin(this.sync.bookId, diff.eventTime);
    this.sync.gap();
    this.sync.keep(diff, bytes, connection, this.lines.isShared);
    writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.SEQUENCE_GAP);
    resyncs.add(REASON.SEQUENCE_GAP);
    requests.want(this.symbol, clock.nowNs);
  }

  /** Quantities are absolute, 0 removes; removing a level that the book lacks is normal. */
  private emitDiff(diff: DiffIds, resumes: boolean): void {
    const { writer, batch } = this.context;
    const { id } = this;
    this.sync.applied(diff.lastId);
    this.appliedIds.add(diff.lastId);
    const top = this.tops.match(diff.lastId);
    writer.begin(diff.lastId, diff.eventTime);
    const bare = batch.count === 0 && top === undefined;
    if (resumes) writer.status(id, bare ? EVENT_FLAG.LAST : 0, STATE.LIVE, REASON.NONE);
    writer.levels(id, batch, top === undefined ? EVENT_FLAG.LAST : 0);
    if (top !== undefined) writer.verify(id, top);
    else if (bare && !resumes) writer.messageEnd(id);
  }
}
