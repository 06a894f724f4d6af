/**
 * Depth updates, trades and tops of book read from their bytes, for symbols that are known; everything
 * else is for the slow path. Owns the cursor and the fields of the last message, which are valid until
 * the next. Allocates nothing per message. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import type { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import { readQuotedRows } from '../parts/json-levels.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { BinanceMarket } from './market.js';
import type { SymbolBook } from './symbol-book.js';
import { DiffIds } from './sync-rule.js';

/** What read() has found. */
export const HOT = { NOT_MINE: -1, DEPTH: 0, TRADE: 1, AGG_TRADE: 2, TOP: 3 } as const;
export type Hot = (typeof HOT)[keyof typeof HOT];

const TYPES = new JsonKeys(['depthUpdate', 'trade', 'aggTrade', 'bookTicker']);

const NAMES = [
  'stream',
  'data',
  'e',
  'E',
  's',
  'U',
  'u',
  'pu',
  'b',
  'a',
  'B',
  'A',
  'p',
  'q',
  'T',
  'm',
  't',
] as const;
const KEYS = new JsonKeys(NAMES);
const STREAM = 0;
const DATA = 1;
const TYPE = 2;
const EVENT_TIME = 3;
const SYMBOL = 4;
const FIRST_ID = 5;
const LAST_ID = 6;
const PREVIOUS_ID = 7;
const BIDS = 8;
const ASKS = 9;
const BID_QUANTITY = 10;
const ASK_QUANTITY = 11;
const PRICE = 12;
const QUANTITY = 13;
const TRADE_TIME = 14;
const IS_MAKER = 15;
const TRADE_ID = 16;
/** In the registers only: keys that mean something else in another type. */
const BID_PRICE = 17;
const ASK_PRICE = 18;
const AGGREGATE_ID = 19;
/** A value that nobody needs. */
const NOTHING = 20;
const REGISTERS = 21;

const bits = (...places: readonly number[]): number =>
  places.reduce((mask, place) => mask | (1 << place), 0);

/** What must have come for a message of the type. */
const NEEDS_DEPTH = bits(TYPE, SYMBOL, FIRST_ID, LAST_ID, BIDS, ASKS);
const NEEDS_TRADE = bits(TYPE, SYMBOL, PRICE, QUANTITY, IS_MAKER);
const NEEDS_TOP = bits(SYMBOL, LAST_ID, BID_PRICE, BID_QUANTITY, ASK_PRICE, ASK_QUANTITY);

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;

export class HotMessages {
  readonly ids = new DiffIds();
  /** The symbol of the last message. */
  book: SymbolBook | undefined;
  isBuyerMaker = false;
  private readonly cursor = new JsonCursor();
  private readonly values = new Float64Array(REGISTERS);
  /** Places and registers that the message has had. */
  private has = 0;
  private type = -1;
  /** Fields were read outside an envelope. */
  private isBare = false;
  /** Levels that came before what they need: read last. */
  private bidsAt = -1;
  private asksAt = -1;

  constructor(
    private readonly rule: BinanceMarket['rule'],
    private readonly books: ByteNames<SymbolBook>,
    private readonly batch: LevelBatch,
  ) {}

  /** @returns what the message is; its levels are in the batch then. */
  read(bytes: Uint8Array): Hot {
    const { cursor } = this;
    this.begin();
    cursor.open(bytes);
    cursor.object();
    this.readFields(false);
    if (!cursor.finished() || this.book === undefined) return HOT.NOT_MINE;
    this.readLateLevels();
    return cursor.ok ? this.judge() : HOT.NOT_MINE;
  }

  private begin(): void {
    this.has = 0;
    this.type = -1;
    this.isBare = false;
    this.bidsAt = -1;
    this.asksAt = -1;
    this.book = undefined;
    this.batch.clear();
  }

  get tradeId(): number {
    return this.values[this.type === HOT.TRADE ? TRADE_ID : AGGREGATE_ID]!;
  }
  get price(): number {
    return this.values[PRICE]!;
  }
  get quantity(): number {
    return this.values[QUANTITY]!;
  }
  get tradeTime(): number {
    return (this.has & (1 << TRADE_TIME)) === 0 ? NaN : this.values[TRADE_TIME]!;
  }
  get updateId(): number {
    return this.values[LAST_ID]!;
  }
  get bidPrice(): number {
    return this.values[BID_PRICE]!;
  }
  get bidQuantity(): number {
    return this.values[BID_QUANTITY]!;
  }
  get askPrice(): number {
    return this.values[ASK_PRICE]!;
  }
  get askQuantity(): number {
    return this.values[ASK_QUANTITY]!;
  }

  private readFields(isWrapped: boolean): void {
    const { cursor } = this;
    for (let key = cursor.nextKey(KEYS); key !== KEY_END; key = cursor.nextKey(KEYS)) {
      if (key === STREAM && !isWrapped) {
        cursor.string();
        this.has |= 1 << STREAM;
      } else if (key === DATA && !isWrapped) {
        cursor.object();
        this.readFields(true);
        this.has |= 1 << DATA;
      } else if (key <= DATA) {
        cursor.skip();
      } else {
        this.isBare ||= !isWrapped;
        this.readField(key);
      }
    }
  }

  private readField(key: number): void {
    const { cursor, values } = this;
    let register = key;
    switch (key) {
      case TYPE:
        if (cursor.string()) {
          this.type = TYPES.find(cursor.bytes, cursor.textStart, cursor.textEnd);
        }
        break;
      case SYMBOL:
        if (cursor.string()) {
          this.book = this.books.find(cursor.bytes, cursor.textStart, cursor.textEnd);
        }
        break;
      case EVENT_TIME:
      case FIRST_ID:
      case LAST_ID:
      case PREVIOUS_ID:
      case TRADE_TIME:
      case TRADE_ID:
        cursor.integerInto(values, key);
        break;
      case PRICE:
        this.readDecimal(PRICE, true);
        break;
      case QUANTITY:
      case BID_QUANTITY:
      case ASK_QUANTITY:
        this.readDecimal(key, false);
        break;
      case IS_MAKER:
        this.isBuyerMaker = cursor.boolean();
        break;
      case BIDS:
        register = this.readBids();
        break;
      case ASKS:
        register = this.readAsks();
        break;
      default:
        cursor.skip();
    }
    this.has |= 1 << register;
  }

  /** A symbol that is not known yet: the slow path may open it. */
  private readDecimal(register: number, isPrice: boolean): void {
    const { cursor, book, values } = this;
    if (book === undefined) {
      cursor.fail();
      return;
    }
    const { priceScale, quantityScale } = book.scales;
    cursor.quotedDecimal(values, register, isPrice ? priceScale : quantityScale);
    if (!isPrice && values[register]! < 0) cursor.fail();
  }

  /** "b": rows, a price, or an order id that nobody needs. @returns the register. */
  private readBids(): number {
    const { cursor } = this;
    switch (cursor.token()) {
      case OPEN_BRACKET:
        if (this.book === undefined) this.bidsAt = this.passLevels();
        else this.readRows(BID);
        return BIDS;
      case QUOTE:
        this.readDecimal(BID_PRICE, true);
        return BID_PRICE;
      default:
        cursor.skip();
        return NOTHING;
    }
  }

  /** "a": rows, a price, or the id of an aggregate trade. */
  private readAsks(): number {
    const { cursor } = this;
    switch (cursor.token()) {
      case OPEN_BRACKET: {
        const areBidsRead = (this.has & (1 << BIDS)) !== 0 && this.bidsAt < 0;
        if (this.book === undefined || !areBidsRead) this.asksAt = this.passLevels();
        else this.readRows(ASK);
        return ASKS;
      }
      case QUOTE:
        this.readDecimal(ASK_PRICE, true);
        return ASK_PRICE;
      default:
        cursor.integerInto(this.values, AGGREGATE_ID);
        return AGGREGATE_ID;
    }
  }

  private passLevels(): number {
    const place = this.cursor.at;
    this.cursor.skip();
    return place;
  }

  private readLateLevels(): void {
    const { cursor, bidsAt, asksAt } = this;
    if (bidsAt >= 0) {
      cursor.readAgain(bidsAt);
      this.readRows(BID);
    }
    if (asksAt >= 0) {
      cursor.readAgain(asksAt);
      this.readRows(ASK);
    }
  }

  private readRows(side: typeof BID | typeof ASK): void {
    const { priceScale, quantityScale } = this.book!.scales;
    readQuotedRows(this.cursor, this.batch, side, priceScale, quantityScale);
  }

  /** Whether all is there that the type needs, and the ids are ids. */
  private judge(): Hot {
    const { has } = this;
    const isWrapped = (has & (1 << STREAM)) !== 0;
    // Beside an envelope nothing counts, and without one there is no "data".
    if (((has & (1 << DATA)) !== 0) !== isWrapped || isWrapped === this.isBare) return HOT.NOT_MINE;
    switch (this.type) {
      case HOT.DEPTH:
        return (has & NEEDS_DEPTH) === NEEDS_DEPTH && this.takeIds() ? HOT.DEPTH : HOT.NOT_MINE;
      case HOT.TRADE:
        return this.isTrade(TRADE_ID) ? HOT.TRADE : HOT.NOT_MINE;
      case HOT.AGG_TRADE:
        return this.isTrade(AGGREGATE_ID) ? HOT.AGG_TRADE : HOT.NOT_MINE;
      default: {
        // Spot's bookTicker has no type; any other type is not hot.
        const isTop = this.type === HOT.TOP || (has & (1 << TYPE)) === 0;
        const isWhole = (has & NEEDS_TOP) === NEEDS_TOP && this.values[LAST_ID]! >= 0;
        return isTop && isWhole ? HOT.TOP : HOT.NOT_MINE;
      }
    }
  }

  private isTrade(id: number): boolean {
    const needs = NEEDS_TRADE | (1 << id);
    return (this.has & needs) === needs && this.values[id]! >= 0;
  }

  private takeIds(): boolean {
    const { values, has, ids } = this;
    const first = values[FIRST_ID]!;
    const last = values[LAST_ID]!;
    if (!(first >= 0 && first <= last)) return false;
    ids.firstId = first;
    ids.lastId = last;
    ids.eventTime = (has & (1 << EVENT_TIME)) === 0 ? NaN : values[EVENT_TIME]!;
    ids.previousId = first - 1;
    if (this.rule === 'spot') return true;
    ids.previousId = values[PREVIOUS_ID]!;
    return (has & (1 << PREVIOUS_ID)) !== 0 && ids.previousId >= 0 && ids.previousId <= last;
  }
}
