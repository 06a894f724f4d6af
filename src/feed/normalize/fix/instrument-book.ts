/**
 * One instrument of a FIX counterparty: its entries, its halt and its scales, turned into events. Owns what is known of
 * the book; nothing that happens here touches another one. A venue message is used whole or not at all: levels are
 * told when it is complete, and what cannot be applied makes the book STALE instead. Feed thread.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { parseScaled, SCALE_MAX } from '../../../market/decimal.js';
import { ASK, BID, NO_SIDE, type AggressorSide, type Side } from '../../../market/side.js';
import { REASON, STATE, type BookState, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { LevelSides } from '../parts/level-sides.js';
import type { RefusalReason } from '../parts/refusals.js';
import { TradeIds } from '../parts/trade-ids.js';
import type { BookContext } from './book-context.js';
import { decimalPlaces } from './decimal-places.js';
import { ACTION, ENTRY_TYPE, type MarketDataEntry } from './entry.js';
import type { InstrumentSizes } from './instruments.js';
import { KeptLevels } from './kept-levels.js';
import type { KeyedBook } from './keyed-book.js';
import { makeKeyedBook } from './make-keyed-book.js';
import { EntrySequence } from './sync-rule.js';

/** A book that is lost so soon after its image is asked for later each time. */
const QUICK_LOSS_NS = 10e9;
const QUICK_LOSSES_MAX = 10;

const BUY = 0x31;
const SELL = 0x32;

export class InstrumentBook {
  isLive = false;
  /** A venue message of the book has begun and not ended: its number among the normalizer's chains; -1: none. */
  chain = -1;
  openSinceNs = 0;
  private readonly levels: KeptLevels;
  private readonly keyed: KeyedBook;
  private readonly before = new LevelSides();
  private readonly sequence = new EntrySequence();
  private readonly tradeIds: TradeIds;
  /** What comes is applied although the book is not live: it will be with the end of the message. */
  private isFilling = false;
  /** The venue message is an image. */
  isImage = false;
  /** Levels that were told are in other scales. */
  private mustTellWhole = false;
  private halt: StateReason | undefined;
  private liveSinceNs = -Infinity;
  private quickLosses = 0;
  /** Of the message in hand (4, 5). */
  private messageVerdict: 'unknown' | 'next' | 'old' = 'unknown';
  private messageSequence = -1;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    private sizes: InstrumentSizes,
    private readonly context: BookContext,
  ) {
    this.levels = new KeptLevels(context.limits);
    this.keyed = makeKeyedBook(this.levels, context);
    this.tradeIds = new TradeIds(context.tradeHandles, context.limits.recentTrades);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
    this.isFilling = context.beginsEmpty;
  }

  /** A subscription was asked for, of a counterparty whose answers begin with an empty book. */
  expectChanges(): void {
    this.keyed.clear();
    this.sequence.restart(NaN);
    this.isFilling = true;
  }

  /** 1: a W, or the first part of one. */
  beginImage(): void {
    if (this.isImage) return;
    this.isImage = true;
    this.isFilling = true;
    // 6: clients have not seen the parts of a change that came already, so nothing can be told as a difference.
    if (this.chain >= 0) this.mustTellWhole = true;
    this.before.copyFrom(this.levels);
    this.keyed.clear();
    this.levels.changes.clear();
  }

  /** An X, or a part of one. */
  beginChange(): void {
    // 6: an image that was to go on.
    if (this.isImage) this.lose(REASON.SEQUENCE_GAP);
    if (this.chain >= 0) return;
    this.levels.changes.clear();
    this.messageVerdict = 'unknown';
  }

  /** @returns why the entry cannot be used. The book is STALE then. */
  takeEntry(table: FieldTable, entry: MarketDataEntry): RefusalReason | undefined {
    const { type } = entry;
    if (type === ENTRY_TYPE.TRADE) {
      return this.follows(table, entry) ? this.takeTrade(table, entry) : undefined;
    }
    if (type === ENTRY_TYPE.EMPTY_BOOK) {
      if (this.isImage) return undefined;
      return this.takeEmptyBook(table, entry);
    }
    if (!this.isLive && !this.isFilling) {
      this.context.counts.withoutImage++;
      return undefined;
    }
    if (!this.isImage && !this.follows(table, entry)) return undefined;
    // Prices of the day, volumes: no part of the book. A deletion by id may say nothing.
    if (entry.side < 0 && type !== ENTRY_TYPE.ABSENT) return undefined;
    const refusal = this.readValues(table, entry) ?? this.applyValues();
    if (refusal !== undefined) {
      this.lose(refusal === 'value' ? REASON.VALUE_REFUSED : REASON.SEQUENCE_GAP);
    }
    return refusal;
  }

  /** 6: the venue message has ended. @param sequence that an image says it has; NaN. */
  end(sequence: number): RefusalReason | undefined {
    this.chain = -1;
    const { isImage } = this;
    this.isImage = false;
    if (!this.isLive && !this.isFilling) return undefined;
    const refusal = this.keyed.settle?.();
    if (refusal !== undefined) {
      this.lose(REASON.SEQUENCE_GAP);
      return refusal;
    }
    if (isImage) this.sequence.restart(sequence);
    if (!this.isLive || this.mustTellWhole) this.tellWhole();
    else this.tellChanges(isImage);
    return undefined;
  }

  /**
   * STALE at once, and a new image is asked for (7, 9).
   * @param isOwn what was wrong is the book's own: where that happens again and again, its image is asked for later
   * each time. What the session lost says nothing of the book.
   */
  lose(reason: StateReason, isOwn = true): void {
    const { requests, clock, resyncs, writer } = this.context;
    const wasFilling = this.isFilling;
    this.forget();
    if (this.isLive) {
      this.isLive = false;
      const isQuick = isOwn && clock.nowNs - this.liveSinceNs < QUICK_LOSS_NS;
      this.quickLosses = isQuick ? Math.min(this.quickLosses + 1, QUICK_LOSSES_MAX) : 0;
      resyncs.add(reason);
      this.status(STATE.STALE, reason);
      requests.wantAfter(Math.max(this.quickLosses - 1, 0), this.symbol, clock.nowNs);
    } else if (wasFilling) {
      writer.begin(-1, undefined);
      this.status(STATE.STALE, reason);
      requests.retry(this.symbol, clock.nowNs);
    }
  }

  /** The image did not come, or was refused by the counterparty. */
  disconnected(): void {
    this.forget();
    if (!this.isLive) return;
    this.isLive = false;
    this.status(STATE.STALE, REASON.DISCONNECTED);
  }

  /** The lane that had the book is a new one: what is known here is true still. */
  tellAgain(): boolean {
    if (!this.isLive || this.chain >= 0) return false;
    this.context.writer.begin(-1, undefined);
    this.tellWhole();
    return true;
  }

  /** The counterparty stopped trading, or goes on: undefined. */
  halted(reason: StateReason | undefined): void {
    if (reason === this.halt) return;
    this.halt = reason;
    if (!this.isLive) return;
    if (reason === undefined) this.status(STATE.LIVE, REASON.NONE);
    else this.status(STATE.HALTED, reason);
  }

  /** The list has told sizes: scales only ever widen. */
  learn(sizes: InstrumentSizes): void {
    const priceScale = Math.max(sizes.priceScale, this.sizes.priceScale);
    const quantityScale = Math.max(sizes.quantityScale, this.sizes.quantityScale);
    const isWider = priceScale > this.sizes.priceScale || quantityScale > this.sizes.quantityScale;
    if (!isWider) return;
    const wasLive = this.isLive;
    if (!this.widen({ ...sizes, priceScale, quantityScale }))
      return this.lose(REASON.VALUE_REFUSED);
    if (wasLive && this.chain < 0) this.tellWhole();
  }

  /** 4, 5. @returns whether the entry is to be used; a gap loses the book. */
  private follows(table: FieldTable, entry: MarketDataEntry): boolean {
    const { sequencing } = this.context;
    if (sequencing === 'none') return true;
    if (!this.isLive && !this.isFilling) return entry.type === ENTRY_TYPE.TRADE;
    const verdict =
      sequencing === 'update-ids'
        ? this.updateVerdict(table, entry)
        : this.rptVerdict(table, entry);
    if (verdict === 'gap') this.lose(REASON.SEQUENCE_GAP);
    return verdict === 'next';
  }

  private rptVerdict(table: FieldTable, entry: MarketDataEntry): 'next' | 'old' | 'gap' {
    if (entry.rptSeq < 0) return 'gap';
    const number = table.integerAt(entry.rptSeq);
    if (this.context.sequencing === 'entry') return this.sequence.judge(number, number);
    if (this.messageVerdict === 'unknown' || number !== this.messageSequence) {
      const verdict = this.sequence.judge(number, number);
      if (verdict === 'gap') return verdict;
      this.messageSequence = number;
      this.messageVerdict = verdict;
    }
    return this.messageVerdict;
  }

  /** 5: of the first entry of a message; its parts say the same again. */
  private updateVerdict(table: FieldTable, entry: MarketDataEntry): 'next' | 'old' | 'gap' {
    if (entry.lastUpdateId < 0) return this.messageVerdict === 'old' ? 'old' : 'next';
    const first = table.integerAt(
      entry.firstUpdateId < 0 ? entry.lastUpdateId : entry.firstUpdateId,
    );
    const last = table.integerAt(entry.lastUpdateId);
    if (this.chain >= 0 && last === this.messageSequence) return 'next';
    const verdict = this.sequence.judge(first, last);
    if (verdict === 'gap') return verdict;
    this.messageSequence = last;
    this.messageVerdict = verdict;
    return verdict;
  }

  /** 3; with it the count may begin anew (4). */
  private takeEmptyBook(table: FieldTable, entry: MarketDataEntry): RefusalReason | undefined {
    if (this.isLive) {
      if (entry.rptSeq >= 0 && table.integerAt(entry.rptSeq) <= 1) this.sequence.restart(NaN);
      if (!this.follows(table, entry)) return undefined;
      const refusal = this.levels.empty(BID) ?? this.levels.empty(ASK);
      // The keys go, the changes stay.
      if (refusal === undefined) this.keyed.clear();
      return refusal;
    }
    this.expectChanges();
    return this.follows(table, entry) ? undefined : 'contradiction';
  }

  private readValues(table: FieldTable, entry: MarketDataEntry): RefusalReason | undefined {
    const { values } = this.context;
    const { starts, ends } = table;
    const { price, quantity, id, refId, level } = entry;
    values.action = entry.action;
    values.side = entry.side as Side | -1;
    values.bytes = table.bytes;
    values.idFrom = id < 0 ? -1 : starts[id]!;
    values.idTo = id < 0 ? -1 : ends[id]!;
    values.refFrom = refId < 0 ? -1 : starts[refId]!;
    values.refTo = refId < 0 ? -1 : ends[refId]!;
    values.level = level < 0 ? NaN : table.integerAt(level);
    values.price = NaN;
    values.quantity = NaN;
    if (price >= 0) {
      const refusal = this.readPrice(table, price);
      if (refusal !== undefined) return refusal;
    }
    if (quantity < 0 || entry.action === ACTION.DELETE) return undefined;
    return this.readQuantity(table, quantity);
  }

  private readPrice(table: FieldTable, at: number): RefusalReason | undefined {
    const { bytes, starts, ends } = table;
    const { values } = this.context;
    values.price = parseScaled(bytes, starts[at]!, ends[at]!, this.sizes.priceScale);
    if (!Number.isNaN(values.price)) return undefined;
    const refusal = this.grow('priceScale', table, at);
    if (refusal === undefined) {
      values.price = parseScaled(bytes, starts[at]!, ends[at]!, this.sizes.priceScale);
    }
    return refusal;
  }

  private readQuantity(table: FieldTable, at: number): RefusalReason | undefined {
    const { bytes, starts, ends } = table;
    const { values } = this.context;
    values.quantity = parseScaled(bytes, starts[at]!, ends[at]!, this.sizes.quantityScale);
    if (!Number.isNaN(values.quantity)) return undefined;
    const refusal = this.grow('quantityScale', table, at);
    if (refusal === undefined) {
      values.quantity = parseScaled(bytes, starts[at]!, ends[at]!, this.sizes.quantityScale);
    }
    return refusal;
  }

  private applyValues(): RefusalReason | undefined {
    const { values } = this.context;
    return this.isImage ? this.keyed.fill(values) : this.keyed.apply(values);
  }

  private takeTrade(table: FieldTable, entry: MarketDataEntry): RefusalReason | undefined {
    const { action, price, quantity, tradeId, id, aggressor } = entry;
    // A trade that is taken back or corrected was told already.
    if (action !== ACTION.NEW && action !== ACTION.ABSENT) return undefined;
    if (price < 0 || quantity < 0) return 'wrong-type';
    const { bytes, starts, ends } = table;
    const refusal = this.readPrice(table, price) ?? this.readQuantity(table, quantity);
    const { values, writer, stamp } = this.context;
    if (refusal !== undefined) return refusal;
    if (!(values.quantity >= 0)) return 'bad-number';
    const named = tradeId < 0 ? id : tradeId;
    if (named >= 0 && !this.tradeIds.takeBytes(bytes, starts[named]!, ends[named]!))
      return undefined;
    stamp.entry(table, entry);
    writer.tradeOfWords(
      this.id,
      aggressorOf(table, aggressor),
      values.price,
      values.quantity,
      named < 0 ? 0 : this.tradeIds.high,
      named < 0 ? 0 : this.tradeIds.low,
    );
    stamp.message();
    return undefined;
  }

  /** A value has more decimals than the scale, and nobody has said how many there are. */
  private grow(
    which: 'priceScale' | 'quantityScale',
    table: FieldTable,
    at: number,
  ): RefusalReason | undefined {
    const { bytes, starts, ends } = table;
    const places = decimalPlaces(bytes, starts[at]!, ends[at]!);
    if (places < 0) return 'bad-number';
    const isTold = which === 'priceScale' ? this.sizes.isPriceTold : this.sizes.isQuantityTold;
    if (isTold || places > SCALE_MAX || places <= this.sizes[which]) return 'value';
    if (Number.isNaN(parseScaled(bytes, starts[at]!, ends[at]!, places))) return 'value';
    return this.widen({ ...this.sizes, [which]: places }) ? undefined : 'value';
  }

  /** @returns false where a value that is known does not fit the new scales: nothing has changed then. */
  private widen(sizes: InstrumentSizes): boolean {
    const { writer, define } = this.context;
    const priceFactor = 10 ** (sizes.priceScale - this.sizes.priceScale);
    const quantityFactor = 10 ** (sizes.quantityScale - this.sizes.quantityScale);
    const parts: readonly Pick<KeyedBook, 'fits' | 'rescale'>[] = [this.keyed, this.levels];
    if (parts.some((part) => part.fits?.(priceFactor, quantityFactor) === false)) return false;
    for (const part of parts) part.rescale?.(priceFactor, quantityFactor);
    this.sizes = sizes;
    define(this.symbol, sizes);
    this.mustTellWhole = true;
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    return true;
  }

  private tellWhole(): void {
    const { writer, requests, clock } = this.context;
    this.isFilling = false;
    this.mustTellWhole = false;
    if (!this.isLive) this.liveSinceNs = clock.nowNs;
    this.isLive = true;
    requests.satisfied(this.symbol);
    const { halt } = this;
    writer.image(this.id, this.levels, halt === undefined ? EVENT_FLAG.LAST : 0);
    if (halt !== undefined) this.status(STATE.HALTED, halt);
  }

  /** An image of a live book is told as what it changes: a new epoch for each would cost every client an image. */
  private tellChanges(isImage: boolean): void {
    const { writer, requests } = this.context;
    const { levels } = this;
    this.isFilling = false;
    if (isImage) {
      requests.satisfied(this.symbol);
      levels.differenceFrom(this.before);
    }
    writer.levels(this.id, levels.changes, EVENT_FLAG.LAST);
    if (levels.changes.count === 0) writer.messageEnd(this.id);
  }

  private forget(): void {
    this.isImage = false;
    this.isFilling = false;
    this.chain = -1;
  }

  private status(state: BookState, reason: StateReason): void {
    this.context.writer.status(this.id, EVENT_FLAG.LAST, state, reason);
  }
}

function aggressorOf(table: FieldTable, at: number): AggressorSide {
  if (at < 0) return NO_SIDE;
  if (table.isCharacter(at, BUY)) return BID;
  return table.isCharacter(at, SELL) ? ASK : NO_SIDE;
}
