/**
 * Books, tops and trades read from their bytes, for instruments that are known; everything else is for
 * the slow path. Owns the cursor and the fields of the last message, which are valid until the next.
 * Allocates nothing per message. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import type { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import { readQuotedRows } from '../parts/json-levels.js';
import type { LevelBatch } from '../parts/level-batch.js';
import { TradeBatch } from '../parts/trade-batch.js';
import { CHANNEL_NAMES, TOP_CHANNEL, TRADE_CHANNEL, type BookPlace } from './messages.js';
import type { OkxBook } from './symbol-book.js';

/** What read() has found. */
export const HOT = { NOT_MINE: -1, BOOK: 0, TOP: 1, TRADES: 2 } as const;
export type Hot = (typeof HOT)[keyof typeof HOT];

const CHANNELS = new JsonKeys(CHANNEL_NAMES);
const TOP_PLACE = CHANNEL_NAMES.indexOf(TOP_CHANNEL);
const TRADE_PLACE = CHANNEL_NAMES.indexOf(TRADE_CHANNEL);
const ACTIONS = new JsonKeys(['snapshot', 'update']);
const SIDES = new JsonKeys(['buy', 'sell']);

const ENVELOPE = new JsonKeys(['arg', 'action', 'data', 'event']);
const ARG = 0;
const ACTION = 1;
const DATA = 2;
const EVENT = 3;

const ARGUMENT = new JsonKeys(['channel', 'instId']);
const CHANNEL = 0;

const FIELDS = new JsonKeys(['asks', 'bids', 'ts', 'checksum', 'prevSeqId', 'seqId']);
const ASKS = 0;
const BIDS = 1;
const TIME = 2;
const CHECKSUM = 3;
const PREV_SEQ_ID = 4;
const SEQ_ID = 5;

const TRADE_FIELDS = new JsonKeys(['tradeId', 'px', 'sz', 'side', 'ts']);
const TRADE_ID = 0;
const PRICE = 1;
const SIZE = 2;
const SIDE = 3;
const TRADE_TIME = 4;

const NEEDS_BOOK = (1 << ASKS) | (1 << BIDS) | (1 << SEQ_ID);
const NEEDS_TRADE = (1 << TRADE_ID) | (1 << PRICE) | (1 << SIZE) | (1 << SIDE);
const NO_ACTION = -1;
const UPDATE = 1;

export class HotMessages implements BookPlace {
  /** The instrument of the last message. */
  book: OkxBook | undefined;
  readonly trades = new TradeBatch();
  private readonly cursor = new JsonCursor();
  private readonly values = new Float64Array(SEQ_ID + 1);
  private has = 0;
  private channel = -1;
  private action = NO_ACTION;
  /** What came before what it needs: read last. */
  private dataAt = -1;
  private bidsAt = -1;
  private elementCount = 0;

  constructor(
    private readonly books: ByteNames<OkxBook>,
    private readonly batch: LevelBatch,
  ) {}

  get isSnapshot(): boolean {
    return this.action !== UPDATE;
  }
  get prevSeqId(): number {
    return this.values[PREV_SEQ_ID]!;
  }
  get seqId(): number {
    return this.values[SEQ_ID]!;
  }
  get timeMs(): number {
    return this.values[TIME]!;
  }
  /** What the ids of trades are places in. */
  get bytes(): Uint8Array {
    return this.cursor.bytes;
  }

  /** @returns what the message is; its levels are in the batch then. */
  read(bytes: Uint8Array): Hot {
    const { cursor } = this;
    this.begin();
    cursor.open(bytes);
    cursor.object();
    this.readEnvelope();
    if (!cursor.finished() || this.book === undefined || this.book.quarantined) return HOT.NOT_MINE;
    if (this.dataAt >= 0) {
      cursor.readAgain(this.dataAt);
      this.readData();
    }
    if (this.bidsAt >= 0) {
      cursor.readAgain(this.bidsAt);
      this.readRows(BID);
    }
    return cursor.ok ? this.judge() : HOT.NOT_MINE;
  }

  private begin(): void {
    this.has = 0;
    this.channel = -1;
    this.action = NO_ACTION;
    this.dataAt = -1;
    this.bidsAt = -1;
    this.elementCount = 0;
    this.book = undefined;
    this.values[TIME] = 0;
    this.batch.clear();
    this.trades.count = 0;
  }

  private readEnvelope(): void {
    const { cursor } = this;
    for (let key = cursor.nextKey(ENVELOPE); key !== KEY_END; key = cursor.nextKey(ENVELOPE)) {
      switch (key) {
        case ARG:
          this.readArgument();
          break;
        case ACTION:
          this.action = this.nameIn(ACTIONS);
          break;
        case DATA:
          if (this.book === undefined || this.channel < 0) this.dataAt = this.pass();
          else this.readData();
          break;
        case EVENT:
          cursor.fail();
          break;
        default:
          cursor.skip();
      }
    }
  }

  private readArgument(): void {
    const { cursor } = this;
    cursor.object();
    for (let key = cursor.nextKey(ARGUMENT); key !== KEY_END; key = cursor.nextKey(ARGUMENT)) {
      if (key === CHANNEL) this.channel = this.nameIn(CHANNELS);
      else if (key < 0) cursor.skip();
      else if (cursor.string()) {
        this.book = this.books.find(cursor.bytes, cursor.textStart, cursor.textEnd);
      }
    }
  }

  private readData(): void {
    const { cursor } = this;
    const isTrades = this.channel === TRADE_PLACE;
    cursor.array();
    while (cursor.nextElement()) {
      this.elementCount++;
      if (isTrades) this.readTrade();
      else this.readFields();
    }
  }

  private readFields(): void {
    const { cursor, values } = this;
    cursor.object();
    for (let key = cursor.nextKey(FIELDS); key !== KEY_END; key = cursor.nextKey(FIELDS)) {
      switch (key) {
        case ASKS:
          this.readRows(ASK);
          break;
        case BIDS:
          // Asks first, as the venue writes them and as the slow path reads them.
          if ((this.has & (1 << ASKS)) === 0) this.bidsAt = this.pass();
          else this.readRows(BID);
          break;
        case TIME:
          cursor.quotedDecimal(values, TIME, 0);
          break;
        case CHECKSUM:
        case PREV_SEQ_ID:
        case SEQ_ID:
          cursor.integerInto(values, key);
          break;
        default:
          cursor.skip();
          continue;
      }
      this.has |= 1 << key;
    }
  }

  private readTrade(): void {
    const { cursor, trades, book } = this;
    const { count } = trades;
    let has = 0;
    if (!trades.hasRoom || book === undefined) {
      cursor.fail();
      return;
    }
    const { priceScale, quantityScale } = book.scales;
    trades.times[count] = 0;
    cursor.object();
    for (let key = cursor.nextKey(TRADE_FIELDS); key !== KEY_END;) {
      switch (key) {
        case TRADE_ID:
          cursor.string();
          trades.idStart[count] = cursor.textStart;
          trades.idEnd[count] = cursor.textEnd;
          break;
        case PRICE:
          cursor.quotedDecimal(trades.prices, count, priceScale);
          break;
        case SIZE:
          cursor.quotedDecimal(trades.quantities, count, quantityScale);
          break;
        case SIDE:
          trades.isBuy[count] = this.nameIn(SIDES) === 0 ? 1 : 0;
          break;
        case TRADE_TIME:
          cursor.quotedDecimal(trades.times, count, 0);
          break;
        default:
          cursor.skip();
      }
      if (key >= 0) has |= 1 << key;
      key = cursor.nextKey(TRADE_FIELDS);
    }
    const isSound = trades.quantities[count]! >= 0 && trades.times[count]! >= 0;
    if ((has & NEEDS_TRADE) !== NEEDS_TRADE || !isSound) cursor.fail();
    trades.count++;
  }

  private readRows(side: typeof BID | typeof ASK): void {
    const { priceScale, quantityScale } = this.book!.scales;
    readQuotedRows(this.cursor, this.batch, side, priceScale, quantityScale);
  }

  private pass(): number {
    const place = this.cursor.at;
    this.cursor.skip();
    return place;
  }

  /** A string that must be one of these. */
  private nameIn(names: JsonKeys): number {
    const { cursor } = this;
    if (!cursor.string()) return -1;
    const place = names.find(cursor.bytes, cursor.textStart, cursor.textEnd);
    if (place < 0) cursor.fail();
    return place;
  }

  /** Whether all is there that the channel needs, and the ids are ids. */
  private judge(): Hot {
    const { channel, values, has, elementCount } = this;
    if (channel === TRADE_PLACE) return elementCount > 0 ? HOT.TRADES : HOT.NOT_MINE;
    const isWhole = (has & NEEDS_BOOK) === NEEDS_BOOK && elementCount === 1;
    if (!isWhole || !(values[SEQ_ID]! >= 0) || !(values[TIME]! >= 0)) return HOT.NOT_MINE;
    if (channel === TOP_PLACE) return this.isTop() ? HOT.TOP : HOT.NOT_MINE;
    // A checksum is compared by the slow path.
    if ((has & (1 << CHECKSUM)) !== 0 && values[CHECKSUM] !== 0) return HOT.NOT_MINE;
    if (channel !== this.book!.channelPlace || this.action === NO_ACTION) return HOT.NOT_MINE;
    const prevSeqId = (has & (1 << PREV_SEQ_ID)) === 0 ? NaN : values[PREV_SEQ_ID]!;
    return (this.isSnapshot ? prevSeqId === -1 : prevSeqId >= 0) ? HOT.BOOK : HOT.NOT_MINE;
  }

  /** At most one level a side. */
  private isTop(): boolean {
    const { batch } = this;
    return batch.count < 2 || (batch.count === 2 && batch.side(0) !== batch.side(1));
  }
}
