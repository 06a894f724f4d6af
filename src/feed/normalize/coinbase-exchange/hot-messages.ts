/**
 * l2update messages read from their bytes, for products that are known; everything else is for the slow
 * path. Owns the cursor and the fields of the last message, which are valid until the next. Allocates
 * nothing per message but the text of its time. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { Level2Book } from './level2-book.js';

const FIELDS = new JsonKeys(['type', 'product_id', 'changes', 'time']);
const TYPE = 0;
const PRODUCT = 1;
const CHANGES = 2;
const TIME = 3;
const ALL = (1 << TYPE) | (1 << PRODUCT) | (1 << CHANGES) | (1 << TIME);

const UPDATE = Uint8Array.from(Buffer.from('l2update'));
const SIDES = new JsonKeys(['buy', 'sell']);
const BUY = 0;

export class HotMessages {
  private readonly products = new ByteNames<Level2Book>();
  private readonly cursor = new JsonCursor();
  private book: Level2Book | undefined;
  private timeStart = 0;
  private timeEnd = 0;
  /** Where the changes are that came before their product. */
  private changesAt = -1;

  constructor(private readonly batch: LevelBatch) {}

  /** From now on updates of the product are read here. */
  add(book: Level2Book): void {
    this.products.add(book.symbol, book);
  }

  /** Of the last message. */
  get time(): string {
    const { bytes } = this.cursor;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return text.toString('latin1', this.timeStart, this.timeEnd);
  }

  /** @returns the product of an update whose changes are in the batch now; undefined: not to be read here. */
  read(bytes: Uint8Array): Level2Book | undefined {
    const { cursor } = this;
    this.book = undefined;
    this.changesAt = -1;
    cursor.open(bytes);
    cursor.object();
    let found = 0;
    for (let key = cursor.nextKey(FIELDS); key !== KEY_END; key = cursor.nextKey(FIELDS)) {
      this.readField(key);
      if (key >= 0) found |= 1 << key;
    }
    if (!cursor.finished() || found !== ALL || this.book === undefined) return undefined;
    if (this.changesAt >= 0) {
      cursor.readAgain(this.changesAt);
      this.readChanges();
    }
    return cursor.ok ? this.book : undefined;
  }

  private readField(key: number): void {
    const { cursor } = this;
    switch (key) {
      case TYPE:
        // Anything else is not ours: no need to read on.
        if (!cursor.string() || !cursor.textIs(UPDATE)) cursor.fail();
        return;
      case PRODUCT:
        if (cursor.string()) {
          this.book = this.products.find(cursor.bytes, cursor.textStart, cursor.textEnd);
        }
        if (this.book === undefined) cursor.fail();
        return;
      case CHANGES:
        if (this.book !== undefined) return this.readChanges();
        this.changesAt = cursor.at;
        cursor.skip();
        return;
      case TIME:
        cursor.string();
        this.timeStart = cursor.textStart;
        this.timeEnd = cursor.textEnd;
        return;
      default:
        cursor.skip();
    }
  }

  /** `[["buy","10101.80","0.162"], …]`; what a row has beyond its first three is skipped. */
  private readChanges(): void {
    const { cursor, batch } = this;
    const { priceScale, quantityScale } = this.book!.scales;
    batch.clear();
    cursor.array();
    while (cursor.nextElement()) {
      if (!batch.makeRoom()) return void cursor.fail();
      const { count, prices, quantities } = batch;
      cursor.array();
      if (!cursor.nextElement() || !cursor.string()) return void cursor.fail();
      const side = SIDES.find(cursor.bytes, cursor.textStart, cursor.textEnd);
      if (side < 0) return void cursor.fail();
      if (!cursor.nextElement() || !cursor.quotedDecimal(prices, count, priceScale))
        return void cursor.fail();
      if (!cursor.nextElement() || !cursor.quotedDecimal(quantities, count, quantityScale))
        return void cursor.fail();
      if (quantities[count]! < 0) return void cursor.fail();
      while (cursor.nextElement()) cursor.skip();
      batch.add(side === BUY ? BID : ASK);
    }
  }
}
