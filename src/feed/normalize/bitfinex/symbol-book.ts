/**
 * One pair of Bitfinex: its book, its halt and its quarantine, turned into events. Nothing that happens
 * here touches another pair.
 */
import { EVENT_FLAG, VERIFY_KIND } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type BookState, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOfNumber } from '../parts/decimal-text.js';
import type { EventWriter } from '../parts/event-writer.js';
import { JsonNumber } from '../parts/exact-json.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { Frame, TradeRow } from './messages.js';

/** What all pairs of a normalizer share. */
export interface SymbolContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly clock: { nowNs: number };
}

export class SymbolBook {
  /** The connection that its book comes from; empty without a book. */
  connection = '';
  isLive = false;
  quarantined = false;
  /** Checksums that came while there was no book to compare. */
  unverifiableCount = 0;
  private sequence = -1;
  private halt: StateReason | undefined;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    private readonly context: SymbolContext,
  ) {
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** 1: the whole book. */
  applyImage(
    connection: string,
    rows: unknown,
    { sequence, time }: Frame,
  ): RefusalReason | undefined {
    const { writer, batch, requests, clock } = this.context;
    const refusal = this.load(rows);
    if (refusal) {
      requests.retry(this.symbol, clock.nowNs);
      return refusal;
    }
    this.connection = connection;
    this.isLive = true;
    this.quarantined = false;
    this.sequence = sequence;
    requests.satisfied(this.symbol);
    writer.begin(sequence, time);
    writer.image(this.id, batch);
    if (this.halt !== undefined) this.status(STATE.HALTED, this.halt);
    return undefined;
  }

  /** One level, or several that belong together. What cannot be used leaves the book incomplete (3). */
  applyChange(rows: unknown, { sequence, time }: Frame): RefusalReason | undefined {
    const { writer, batch } = this.context;
    if (!this.isLive) return this.quarantined ? 'quarantined' : undefined;
    const isOne = Array.isArray(rows) && rows.length > 0 && !Array.isArray(rows[0]);
    const refusal = this.load(isOne ? [rows] : rows);
    if (refusal) {
      if (refusal !== 'value') this.lost(REASON.SEQUENCE_GAP);
      return refusal;
    }
    this.sequence = sequence;
    writer.begin(sequence, time);
    writer.levels(this.id, batch, EVENT_FLAG.LAST);
    if (batch.count === 0) writer.messageEnd(this.id);
    return undefined;
  }

  /** 5 */
  applyChecksum(checksum: number, { time }: Frame): void {
    if (!this.isLive) {
      this.unverifiableCount++;
      return;
    }
    const { priceScale, quantityScale } = this.scales;
    // Of the book as its newest change left it: that is the sequence that the lane has.
    this.context.writer.begin(this.sequence, time);
    this.context.writer.numberChecksum(
      this.id,
      VERIFY_KIND.CHECKSUM_BITFINEX,
      checksum,
      priceScale,
      quantityScale,
    );
  }

  applyTrade(trade: TradeRow): RefusalReason | undefined {
    if (this.quarantined) return 'quarantined';
    const price = scaledOfNumber(trade.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuse(trade.price);
    const amount = scaledOfNumber(trade.amount, this.scales.quantityScale);
    if (Number.isNaN(amount)) return this.refuse(trade.amount);
    const { writer } = this.context;
    writer.begin(this.sequence, trade.time);
    writer.trade(this.id, amount > 0 ? BID : ASK, price, Math.abs(amount), trade.id);
    return undefined;
  }

  /** STALE at once, and a whole book is asked for (3). */
  lost(reason: StateReason): void {
    const { requests, clock, resyncs } = this.context;
    if (this.quarantined) return;
    this.isLive = false;
    this.status(STATE.STALE, reason);
    resyncs.add(reason);
    requests.want(this.symbol, clock.nowNs);
  }

  disconnected(connection: string): void {
    if (this.connection !== connection) return;
    this.connection = '';
    if (!this.isLive) return;
    this.isLive = false;
    this.status(STATE.STALE, REASON.DISCONNECTED);
  }

  /** The venue stopped trading (or goes on: undefined). */
  halted(reason: StateReason | undefined): void {
    if (reason === this.halt) return;
    this.halt = reason;
    if (!this.isLive) return;
    if (reason === undefined) this.status(STATE.LIVE, REASON.NONE);
    else this.status(STATE.HALTED, reason);
  }

  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: SymbolScales): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.quarantined = false;
    this.isLive = false;
    writer.begin(this.sequence, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  private load(rows: unknown): RefusalReason | undefined {
    const { batch } = this.context;
    batch.clear();
    if (!Array.isArray(rows)) return 'wrong-type';
    for (const row of rows as unknown[]) {
      const refusal = this.loadRow(row);
      if (refusal === 'value') this.quarantine();
      if (refusal) return refusal;
    }
    return undefined;
  }

  /** `[price, count, amount]` (4). */
  private loadRow(row: unknown): RefusalReason | undefined {
    const { batch } = this.context;
    if (!Array.isArray(row) || row.length !== 3) return 'wrong-type';
    const [price, count, amount] = row as unknown[];
    if (!(price instanceof JsonNumber) || !(amount instanceof JsonNumber)) return 'wrong-type';
    if (!(count instanceof JsonNumber) || Number.isNaN(count.id)) return 'bad-id';
    if (!batch.makeRoom()) return 'too-many-levels';
    const ticks = scaledOfNumber(price.text, this.scales.priceScale);
    if (Number.isNaN(ticks)) return refusalOf(price.text);
    const lots = scaledOfNumber(amount.text, this.scales.quantityScale);
    if (Number.isNaN(lots)) return refusalOf(amount.text);
    if (lots === 0) return 'bad-action';
    batch.prices[batch.count] = ticks;
    batch.quantities[batch.count] = count.id === 0 ? 0 : Math.abs(lots);
    batch.add(lots > 0 ? BID : ASK);
    return undefined;
  }

  private refuse(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  /** A value does not fit the scales: nothing is believed until a whole book comes in which all do. */
  private quarantine(): void {
    const { requests, clock, resyncs } = this.context;
    if (!this.quarantined) {
      this.quarantined = true;
      this.isLive = false;
      this.status(STATE.STALE, REASON.VALUE_REFUSED);
      resyncs.add(REASON.VALUE_REFUSED);
    }
    requests.retry(this.symbol, clock.nowNs);
  }

  private status(state: BookState, reason: StateReason): void {
    this.context.writer.begin(this.sequence, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, state, reason);
  }
}
