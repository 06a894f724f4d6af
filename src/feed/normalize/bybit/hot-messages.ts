/**
 * Order books and trades read from their bytes, for topics that are known; everything else is for the
 * slow path. Owns the cursor and the fields of the last message, which are valid until the next.
 * Allocates nothing per message. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import { readQuotedRows } from '../parts/json-levels.js';
import type { LevelBatch } from '../parts/level-batch.js';
import { TradeBatch } from '../parts/trade-batch.js';
import type { BookPlace } from './messages.js';
import type { BybitBook } from './symbol-book.js';

/** What read() has found. */
export const HOT = { NOT_MINE: -1, BOOK: 0, TRADES: 1 } as const;
export type Hot = (typeof HOT)[keyof typeof HOT];

/** What a topic is of. */
interface Topic {
  readonly book: BybitBook;
  readonly symbolBytes: Uint8Array;
  /** Levels a side; 0 for trades. */
  readonly depth: number;
}

const TYPES = new JsonKeys(['snapshot', 'delta']);
const SIDES = new JsonKeys(['Buy', 'Sell']);

const ENVELOPE = new JsonKeys(['topic', 'type', 'ts', 'data', 'cts']);
const TOPIC = 0;
const TYPE = 1;
const SENT_TIME = 2;
const DATA = 3;
const CROSS_TIME = 4;

const FIELDS = new JsonKeys(['s', 'b', 'a', 'u', 'seq']);
const SYMBOL = 0;
const BIDS = 1;
const ASKS = 2;
const UPDATE_ID = 3;
const SEQUENCE = 4;

const TRADE_FIELDS = new JsonKeys(['T', 's', 'S', 'v', 'p', 'i']);
const TRADE_TIME = 0;
const TRADE_SYMBOL = 1;
const SIDE = 2;
const SIZE = 3;
const PRICE = 4;
const TRADE_ID = 5;

const NEEDS_BOOK = (1 << SYMBOL) | (1 << BIDS) | (1 << ASKS) | (1 << UPDATE_ID);
const NEEDS_TRADE =
  (1 << TRADE_SYMBOL) | (1 << SIDE) | (1 << SIZE) | (1 << PRICE) | (1 << TRADE_ID);
const NO_TYPE = -1;
const SNAPSHOT = 0;

export class HotMessages implements BookPlace {
  readonly trades = new TradeBatch();
  private readonly topics = new ByteNames<Topic>();
  private readonly known = new Set<string>();
  private readonly cursor = new JsonCursor();
  private readonly ids = new Float64Array(SEQUENCE + 1);
  private readonly times = new Float64Array(CROSS_TIME + 1);
  private topic: Topic | undefined;
  private has = 0;
  private type = NO_TYPE;
  /** What came before what it needs: read last. */
  private dataAt = -1;
  private asksAt = -1;

  constructor(private readonly batch: LevelBatch) {}

  /** From now on messages of the topic are read here. */
  add(name: string, book: BybitBook, depth: number): void {
    if (this.known.has(name)) return;
    this.known.add(name);
    const symbolBytes = Uint8Array.from(Buffer.from(book.symbol));
    this.topics.add(name, { book, symbolBytes, depth });
  }

  /** Of the last message. */
  get book(): BybitBook {
    return this.topic!.book;
  }
  get isSnapshot(): boolean {
    return this.type === SNAPSHOT;
  }
  get updateId(): number {
    return this.ids[UPDATE_ID]!;
  }
  get crossSequence(): number {
    return this.ids[SEQUENCE]!;
  }
  get time(): number {
    const { times } = this;
    return Number.isNaN(times[CROSS_TIME]!) ? times[SENT_TIME]! : times[CROSS_TIME]!;
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
    const { topic } = this;
    if (!cursor.finished() || topic === undefined || topic.book.quarantined) return HOT.NOT_MINE;
    if (this.dataAt >= 0) {
      cursor.readAgain(this.dataAt);
      this.readData();
    }
    if (this.asksAt >= 0) {
      cursor.readAgain(this.asksAt);
      this.readRows(ASK);
    }
    return cursor.ok ? this.judge(topic) : HOT.NOT_MINE;
  }

  private begin(): void {
    this.topic = undefined;
    this.has = 0;
    this.type = NO_TYPE;
    this.dataAt = -1;
    this.asksAt = -1;
    this.ids[SEQUENCE] = 0;
    this.times[SENT_TIME] = NaN;
    this.times[CROSS_TIME] = NaN;
    this.batch.clear();
    this.trades.count = 0;
  }

  private readEnvelope(): void {
    const { cursor } = this;
    for (let key = cursor.nextKey(ENVELOPE); key !== KEY_END; key = cursor.nextKey(ENVELOPE)) {
      switch (key) {
        case TOPIC:
          if (cursor.string()) {
            this.topic = this.topics.find(cursor.bytes, cursor.textStart, cursor.textEnd);
          }
          break;
        case TYPE:
          this.type = this.nameIn(TYPES);
          break;
        case SENT_TIME:
        case CROSS_TIME:
          cursor.integerInto(this.times, key);
          break;
        case DATA:
          if (this.topic === undefined) this.dataAt = this.pass();
          else this.readData();
          break;
        default:
          cursor.skip();
      }
    }
  }

  private readData(): void {
    const { cursor, topic } = this;
    if (topic!.depth > 0) return this.readFields();
    cursor.array();
    while (cursor.nextElement()) this.readTrade(topic!);
  }

  private readFields(): void {
    const { cursor } = this;
    cursor.object();
    for (let key = cursor.nextKey(FIELDS); key !== KEY_END; key = cursor.nextKey(FIELDS)) {
      switch (key) {
        case SYMBOL:
          this.readSymbol();
          break;
        case BIDS:
          this.readRows(BID);
          break;
        case ASKS:
          // Bids first, as the venue writes them and as the slow path reads them.
          if ((this.has & (1 << BIDS)) === 0) this.asksAt = this.pass();
          else this.readRows(ASK);
          break;
        case UPDATE_ID:
        case SEQUENCE:
          cursor.integerInto(this.ids, key);
          break;
        default:
          cursor.skip();
          continue;
      }
      this.has |= 1 << key;
    }
  }

  private readTrade(topic: Topic): void {
    const { cursor, trades } = this;
    const { priceScale, quantityScale } = topic.book.scales;
    const { count } = trades;
    let has = 0;
    if (!trades.hasRoom) cursor.fail();
    trades.times[count] = NaN;
    cursor.object();
    for (let key = cursor.nextKey(TRADE_FIELDS); key !== KEY_END;) {
      switch (key) {
        case TRADE_TIME:
          cursor.integerInto(trades.times, count);
          break;
        case TRADE_SYMBOL:
          this.readSymbol();
          break;
        case SIDE:
          trades.isBuy[count] = this.nameIn(SIDES) === 0 ? 1 : 0;
          break;
        case SIZE:
          cursor.quotedDecimal(trades.quantities, count, quantityScale);
          break;
        case PRICE:
          cursor.quotedDecimal(trades.prices, count, priceScale);
          break;
        case TRADE_ID:
          cursor.string();
          trades.idStart[count] = cursor.textStart;
          trades.idEnd[count] = cursor.textEnd;
          break;
        default:
          cursor.skip();
      }
      if (key >= 0) has |= 1 << key;
      key = cursor.nextKey(TRADE_FIELDS);
    }
    const isWhole = (has & NEEDS_TRADE) === NEEDS_TRADE;
    if (!isWhole || !(trades.quantities[count]! >= 0)) cursor.fail();
    trades.count++;
  }

  private readSymbol(): void {
    const { cursor, topic } = this;
    if (cursor.string() && !cursor.textIs(topic!.symbolBytes)) cursor.fail();
  }

  private readRows(side: typeof BID | typeof ASK): void {
    const { priceScale, quantityScale } = this.book.scales;
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

  /** Whether all is there that the topic needs, and the ids are ids. */
  private judge({ book, depth }: Topic): Hot {
    const { has, ids } = this;
    if (depth === 0) return this.trades.count > 0 ? HOT.TRADES : HOT.NOT_MINE;
    // Another depth of the symbol may take over: the slow path decides.
    const isWhole = (has & NEEDS_BOOK) === NEEDS_BOOK && depth === book.depth;
    const areIds = ids[UPDATE_ID]! >= 0 && ids[SEQUENCE]! >= 0;
    return isWhole && areIds && this.type !== NO_TYPE ? HOT.BOOK : HOT.NOT_MINE;
  }
}
