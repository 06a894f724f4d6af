/**
 * The shared instrument table: who an instrument id is. A feed thread writes a row before it
 * publishes the instrument event; lanes and gateways read it. Rows never move; a row is stable for
 * one server start. Ids are striped over the feeds (row = local × feedCount + feedIndex), so every
 * row has one writing feed.
 *
 *   table   [ rowLimit u32 ][ feedCount u32 ][ unused … 64 ][ row 0 ][ row 1 ] …
 *
 *   row, 128 bytes
 *      0  [ version u32, 0 = empty ][ price scale u8 ][ quantity scale u8 ][ venue len u8 ][ symbol len u8 ]  feed
 *      8  [ tick size f64, Ticks                     ]                                                       feed
 *     16  [ lot size f64, Lots                       ]                                                       feed
 *     24  [ depth limit u32        ][ symbol hash u32 ]                                                      feed
 *     32  [ epoch counter u32      ][ state u8 | reason u8 << 8 ]                                            lane
 *     40  [ venue, 24 bytes ASCII … 64                ]                                                      feed
 *     64  [ symbol, 48 bytes UTF-8 … 112 ][ unused … 128 ]                                                   feed
 */
import type { Instrument } from '../market/instrument.js';
import { asInstrumentId, asLots, asTicks, type InstrumentId } from '../market/units.js';
import type { BookState, StateReason } from '../market/state.js';

export const INSTRUMENT_ROW_BYTES = 128;
export const INSTRUMENT_TABLE_HEADER_BYTES = 64;

export const ROW = {
  VERSION: 0,
  PRICE_SCALE: 4,
  QUANTITY_SCALE: 5,
  VENUE_LENGTH: 6,
  SYMBOL_LENGTH: 7,
  TICK_SIZE: 8,
  LOT_SIZE: 16,
  DEPTH_LIMIT: 24,
  SYMBOL_HASH: 28,
  EPOCH_COUNTER: 32,
  STATE: 36,
  VENUE: 40,
  SYMBOL: 64,
} as const;

export const VENUE_BYTES_LIMIT = 24;
export const SYMBOL_BYTES_LIMIT = 48;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** FNV-1a over `venue:symbol`; an instrument's lane is this modulo the number of lanes. */
export function symbolHash(venue: string, symbol: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(`${venue}:${symbol}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

export class InstrumentTable {
  private readonly u8: Uint8Array;
  private readonly u32: Uint32Array;
  private readonly f64: Float64Array;
  readonly rowLimit: number;
  readonly feedCount: number;

  static allocate(rowLimit: number, feedCount: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(
      INSTRUMENT_TABLE_HEADER_BYTES + rowLimit * INSTRUMENT_ROW_BYTES,
    );
    new Uint32Array(buffer, 0, 2).set([rowLimit, feedCount]);
    return buffer;
  }

  constructor(buffer: SharedArrayBuffer) {
    const [rowLimit, feedCount] = new Uint32Array(buffer, 0, 2);
    this.rowLimit = rowLimit!;
    this.feedCount = feedCount!;
    this.u8 = new Uint8Array(buffer, INSTRUMENT_TABLE_HEADER_BYTES);
    this.u32 = new Uint32Array(buffer, INSTRUMENT_TABLE_HEADER_BYTES);
    this.f64 = new Float64Array(buffer, INSTRUMENT_TABLE_HEADER_BYTES);
  }

  /**
   * Write or rewrite a row (feed thread only); the version grows by one.
   * @throws RangeError when the row or a text is beyond its limit.
   */
  write(instrument: Instrument): void {
    const venue = encoder.encode(instrument.venue);
    const symbol = encoder.encode(instrument.symbol);
    if (instrument.id >= this.rowLimit) {
      throw new RangeError(
        `instrument ${instrument.venue}:${instrument.symbol}: row ${instrument.id} is beyond rings.instrumentLimit ${this.rowLimit}`,
      );
    }
    if (venue.length > VENUE_BYTES_LIMIT || symbol.length > SYMBOL_BYTES_LIMIT) {
      throw new RangeError(
        `instrument ${instrument.venue}:${instrument.symbol}: venue is limited to ${VENUE_BYTES_LIMIT} bytes, symbol to ${SYMBOL_BYTES_LIMIT}`,
      );
    }
    const row = instrument.id * INSTRUMENT_ROW_BYTES;
    this.u8[row + ROW.PRICE_SCALE] = instrument.priceScale;
    this.u8[row + ROW.QUANTITY_SCALE] = instrument.quantityScale;
    this.u8[row + ROW.VENUE_LENGTH] = venue.length;
    this.u8[row + ROW.SYMBOL_LENGTH] = symbol.length;
    this.f64[(row + ROW.TICK_SIZE) >>> 3] = instrument.tickSize;
    this.f64[(row + ROW.LOT_SIZE) >>> 3] = instrument.lotSize;
    this.u32[(row + ROW.DEPTH_LIMIT) >>> 2] = instrument.depthLimit;
    this.u32[(row + ROW.SYMBOL_HASH) >>> 2] = symbolHash(instrument.venue, instrument.symbol);
    this.u8.set(venue, row + ROW.VENUE);
    this.u8.set(symbol, row + ROW.SYMBOL);
    this.u32[(row + ROW.VERSION) >>> 2] = this.u32[(row + ROW.VERSION) >>> 2]! + 1;
  }

  /** 0 while the row is empty. */
  version(id: InstrumentId): number {
    return this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.VERSION) >>> 2]!;
  }

  /** @returns the row, or undefined while it is empty. */
  read(id: InstrumentId): Instrument | undefined {
    const row = id * INSTRUMENT_ROW_BYTES;
    if (id >= this.rowLimit || this.version(id) === 0) return undefined;
    const text = (at: number, length: number): string =>
      decoder.decode(this.u8.slice(at, at + length));
    return {
      id,
      venue: text(row + ROW.VENUE, this.u8[row + ROW.VENUE_LENGTH]!),
      symbol: text(row + ROW.SYMBOL, this.u8[row + ROW.SYMBOL_LENGTH]!),
      priceScale: this.u8[row + ROW.PRICE_SCALE]!,
      quantityScale: this.u8[row + ROW.QUANTITY_SCALE]!,
      tickSize: asTicks(this.f64[(row + ROW.TICK_SIZE) >>> 3]!),
      lotSize: asLots(this.f64[(row + ROW.LOT_SIZE) >>> 3]!),
      depthLimit: this.u32[(row + ROW.DEPTH_LIMIT) >>> 2]!,
    };
  }

  /** Every row that is not empty, by id. */
  readAll(): Instrument[] {
    const rows: Instrument[] = [];
    for (let id = 0; id < this.rowLimit; id++) {
      const instrument = this.read(asInstrumentId(id));
      if (instrument) rows.push(instrument);
    }
    return rows;
  }

  /** The feed whose instrument it is. */
  feedOf(id: InstrumentId): number {
    return id % this.feedCount;
  }

  laneOf(id: InstrumentId, laneCount: number): number {
    return this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.SYMBOL_HASH) >>> 2]! % laneCount;
  }

  /** Lane only: the next epoch counter of the instrument, 1, 2, … for one server start. */
  nextEpoch(id: InstrumentId): number {
    const word = (id * INSTRUMENT_ROW_BYTES + ROW.EPOCH_COUNTER) >>> 2;
    this.u32[word] = this.u32[word]! + 1;
    return this.u32[word]!;
  }

  epoch(id: InstrumentId): number {
    return this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.EPOCH_COUNTER) >>> 2]!;
  }

  /** Lane only. */
  setState(id: InstrumentId, state: BookState, reason: StateReason): void {
    this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.STATE) >>> 2] = state | (reason << 8);
  }

  /** 0 until a lane has set it. */
  state(id: InstrumentId): BookState | 0 {
    return (this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.STATE) >>> 2]! & 0xff) as BookState | 0;
  }

  reason(id: InstrumentId): StateReason {
    return ((this.u32[(id * INSTRUMENT_ROW_BYTES + ROW.STATE) >>> 2]! >>> 8) & 0xff) as StateReason;
  }
}
