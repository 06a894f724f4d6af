/**
 * Updates of the `book` channel read from their bytes, for symbols that are known; everything else, and whatever
 * is not as usual in them, is for the slow path. Owns the cursor and the fields of the last message, which are
 * valid until the next. Of a message it allocates the text of its time. Feed thread.
 */
import { ASK, BID } from '../../../market/side.js';
import type { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import { readBareObjects } from '../parts/json-levels.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { LevelBook } from './level-book.js';

const MESSAGE_KEYS = new JsonKeys(['channel', 'type', 'data']);
const CHANNEL = 0;
const TYPE = 1;
const DATA = 2;
const ENTRY_KEYS = new JsonKeys(['symbol', 'bids', 'asks', 'checksum', 'timestamp']);
const SYMBOL = 0;
const BIDS = 1;
const ASKS = 2;
const CHECKSUM = 3;
const TIMESTAMP = 4;
const ROW_KEYS = new JsonKeys(['price', 'qty']);

const BOOK = Uint8Array.from(Buffer.from('book'));
const UPDATE = Uint8Array.from(Buffer.from('update'));
const CHECKSUM_MAX = 0xffffffff;

export class HotMessages {
  /** The symbol of the last message. */
  book: LevelBook | undefined;
  checksum = NaN;
  time: string | undefined;
  /** Whether the last message was an update of a book, readable or not. */
  isUpdate = false;
  private readonly cursor = new JsonCursor();
  private text: Buffer = Buffer.alloc(0);

  constructor(
    private readonly books: ByteNames<LevelBook>,
    private readonly batch: LevelBatch,
  ) {}

  /** @returns whether the message is an update of one known symbol; its levels are in the batch then. */
  read(bytes: Uint8Array): boolean {
    const { cursor } = this;
    this.book = undefined;
    this.checksum = NaN;
    this.time = undefined;
    this.isUpdate = false;
    let isBook = false;
    let isChange = false;
    cursor.open(bytes);
    cursor.object();
    for (let key = cursor.nextKey(MESSAGE_KEYS); key !== KEY_END;) {
      if (key === CHANNEL) isBook = cursor.string() && cursor.textIs(BOOK);
      else if (key === TYPE) isChange = cursor.string() && cursor.textIs(UPDATE);
      else if (key === DATA) {
        this.isUpdate = isBook && isChange;
        if (!this.isUpdate) return false;
        this.readData();
      } else cursor.skip();
      key = cursor.nextKey(MESSAGE_KEYS);
    }
    // A checksum that is none is the slow path's to refuse.
    return cursor.finished() && this.book !== undefined && this.checksum <= CHECKSUM_MAX;
  }

  private readData(): void {
    const { cursor } = this;
    cursor.array();
    if (!cursor.nextElement()) return;
    this.readEntry();
    // Several symbols in one message.
    if (cursor.nextElement()) cursor.fail();
  }

  private readEntry(): void {
    const { cursor, batch } = this;
    batch.clear();
    cursor.object();
    for (let key = cursor.nextKey(ENTRY_KEYS); key !== KEY_END;) {
      switch (key) {
        case SYMBOL:
          if (!cursor.string()) return;
          this.book = this.books.find(cursor.bytes, cursor.textStart, cursor.textEnd);
          if (this.book === undefined) cursor.fail();
          break;
        case BIDS:
          this.readRows(BID);
          break;
        case ASKS:
          this.readRows(ASK);
          break;
        case CHECKSUM:
          this.checksum = cursor.integer();
          if (this.checksum < 0) cursor.fail();
          break;
        case TIMESTAMP:
          this.readTime();
          break;
        default:
          cursor.skip();
      }
      key = cursor.nextKey(ENTRY_KEYS);
    }
  }

  /** The scales are the symbol's, which comes first. */
  private readRows(side: typeof BID | typeof ASK): void {
    const { book, cursor, batch } = this;
    if (book === undefined) {
      cursor.fail();
      return;
    }
    const { priceScale, quantityScale } = book.scales;
    const from = batch.count;
    readBareObjects(cursor, batch, side, ROW_KEYS, priceScale, quantityScale);
    for (let i = from; i < batch.count; i++) if (batch.price(i) < 0) cursor.fail();
  }

  private readTime(): void {
    const { cursor } = this;
    if (!cursor.string()) return;
    const { bytes, textStart, textEnd } = cursor;
    // The cursor's copy stays where it is until a message outgrows it.
    if (this.text.buffer !== bytes.buffer)
      this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.time = this.text.toString('latin1', textStart, textEnd);
  }
}
