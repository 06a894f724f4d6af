/**
 * l2_data messages of one update read from their bytes, for products that are known; everything else is
 * for the slow path. Owns the cursor and the fields of the last message, which are valid until the next.
 * Allocates nothing per message but the text of its time. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { SymbolBook } from './symbol-book.js';

const ENVELOPE = new JsonKeys(['channel', 'timestamp', 'sequence_num', 'events']);
const CHANNEL = 0;
const TIMESTAMP = 1;
const SEQUENCE = 2;
const EVENTS = 3;
const WHOLE_ENVELOPE = (1 << CHANNEL) | (1 << TIMESTAMP) | (1 << SEQUENCE) | (1 << EVENTS);

const EVENT = new JsonKeys(['type', 'product_id', 'updates']);
const TYPE = 0;
const PRODUCT = 1;
const UPDATES = 2;
const WHOLE_EVENT = (1 << TYPE) | (1 << PRODUCT) | (1 << UPDATES);

const LEVEL = new JsonKeys(['side', 'price_level', 'new_quantity']);
const SIDE = 0;
const PRICE = 1;
const QUANTITY = 2;
const WHOLE_LEVEL = (1 << SIDE) | (1 << PRICE) | (1 << QUANTITY);

const LEVELS_CHANNEL = Uint8Array.from(Buffer.from('l2_data'));
const UPDATE = Uint8Array.from(Buffer.from('update'));
const SIDES = new JsonKeys(['bid', 'offer']);

export class HotMessages {
  private readonly products = new ByteNames<SymbolBook>();
  private readonly cursor = new JsonCursor();
  private readonly sequences = new Float64Array(1);
  private book: SymbolBook | undefined;
  private timeStart = 0;
  private timeEnd = 0;
  /** Where the updates are that came before their product. */
  private updatesAt = -1;

  constructor(private readonly batch: LevelBatch) {}

  /** From now on updates of the product are read here. */
  add(book: SymbolBook): void {
    this.products.add(book.symbol, book);
  }

  /** Of the last message. */
  get sequence(): number {
    return this.sequences[0]!;
  }
  get time(): string {
    const { bytes } = this.cursor;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return text.toString('latin1', this.timeStart, this.timeEnd);
  }

  /** @returns the product of an update whose levels are in the batch now; undefined: not to be read here. */
  read(bytes: Uint8Array): SymbolBook | undefined {
    const { cursor } = this;
    this.book = undefined;
    this.updatesAt = -1;
    cursor.open(bytes);
    cursor.object();
    let found = 0;
    for (let key = cursor.nextKey(ENVELOPE); key !== KEY_END; key = cursor.nextKey(ENVELOPE)) {
      this.readField(key);
      if (key >= 0) found |= 1 << key;
    }
    const isWhole = cursor.finished() && found === WHOLE_ENVELOPE && this.sequence >= 0;
    if (!isWhole || this.book === undefined) return undefined;
    if (this.updatesAt >= 0) {
      cursor.readAgain(this.updatesAt);
      this.readUpdates();
    }
    return cursor.ok ? this.book : undefined;
  }

  private readField(key: number): void {
    const { cursor } = this;
    switch (key) {
      case CHANNEL:
        // Anything else is not ours: no need to read on.
        if (!cursor.string() || !cursor.textIs(LEVELS_CHANNEL)) cursor.fail();
        return;
      case TIMESTAMP:
        cursor.string();
        this.timeStart = cursor.textStart;
        this.timeEnd = cursor.textEnd;
        return;
      case SEQUENCE:
        cursor.integerInto(this.sequences, 0);
        return;
      case EVENTS:
        return this.readEvents();
      default:
        cursor.skip();
    }
  }

  /** One event, an update; several are for the slow path. */
  private readEvents(): void {
    const { cursor } = this;
    cursor.array();
    if (!cursor.nextElement()) return void cursor.fail();
    cursor.object();
    let found = 0;
    for (let key = cursor.nextKey(EVENT); key !== KEY_END; key = cursor.nextKey(EVENT)) {
      if (key === TYPE) {
        if (!cursor.string() || !cursor.textIs(UPDATE)) cursor.fail();
      } else if (key === PRODUCT) {
        if (cursor.string()) {
          this.book = this.products.find(cursor.bytes, cursor.textStart, cursor.textEnd);
        }
        if (this.book === undefined) cursor.fail();
      } else if (key === UPDATES && this.book !== undefined) {
        this.readUpdates();
      } else {
        if (key === UPDATES) this.updatesAt = cursor.at;
        cursor.skip();
      }
      if (key >= 0) found |= 1 << key;
    }
    if (found !== WHOLE_EVENT || cursor.nextElement()) cursor.fail();
  }

  private readUpdates(): void {
    const { cursor, batch } = this;
    const { priceScale, quantityScale } = this.book!.scales;
    batch.clear();
    cursor.array();
    while (cursor.nextElement()) {
      if (!batch.makeRoom()) return void cursor.fail();
      const { count, prices, quantities } = batch;
      let found = 0;
      let side = -1;
      cursor.object();
      for (let key = cursor.nextKey(LEVEL); key !== KEY_END; key = cursor.nextKey(LEVEL)) {
        if (key === PRICE) cursor.quotedDecimal(prices, count, priceScale);
        else if (key === QUANTITY) cursor.quotedDecimal(quantities, count, quantityScale);
        else if (key !== SIDE) cursor.skip();
        else if (cursor.string()) {
          side = SIDES.find(cursor.bytes, cursor.textStart, cursor.textEnd);
        }
        if (key >= 0) found |= 1 << key;
      }
      if (found !== WHOLE_LEVEL || side < 0 || !(quantities[count]! >= 0)) {
        return void cursor.fail();
      }
      batch.add(side === 0 ? BID : ASK);
    }
  }
}
