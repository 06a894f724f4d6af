/**
 * Changes of books read from their bytes, for instruments that are known; everything else is for the
 * slow path, which also says why a message is refused. Owns the cursor and the fields of the last
 * message, which are valid until the next. Feed thread.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { ByteNames } from '../parts/byte-names.js';
import { JsonCursor, KEY_END } from '../parts/json-cursor.js';
import { JsonKeys } from '../parts/json-keys.js';
import type { LevelBatch } from '../parts/level-batch.js';
import { ACTION, type Action } from './level-presence.js';
import type { SymbolBook } from './symbol-book.js';

const OUTER = new JsonKeys(['method', 'params']);
const PARAMS = new JsonKeys(['channel', 'data']);
const DATA = new JsonKeys([
  'type',
  'timestamp',
  'prev_change_id',
  'instrument_name',
  'change_id',
  'bids',
  'asks',
]);
const ALL_OF_DATA = 0b1111111;

const textBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const SUBSCRIPTION = textBytes('subscription');
const CHANGE = textBytes('change');
const NEW = textBytes('new');
const DELETE = textBytes('delete');
const BOOK = textBytes('book.');
const DOT = 0x2e;

export class HotMessages {
  readonly isImage = false;
  changeId = -1;
  previousId = -1;
  time = NaN;
  /** The instrument of the last message. */
  book: SymbolBook | undefined;
  private readonly cursor = new JsonCursor();
  private channelStart = -1;
  private channelEnd = -1;
  private has = 0;

  constructor(
    private readonly books: ByteNames<SymbolBook>,
    private readonly batch: LevelBatch,
    private readonly actions: Action[],
  ) {}

  /** @returns whether it is a change of a known book; its levels are in the batch then. */
  read(bytes: Uint8Array): boolean {
    const { cursor } = this;
    this.book = undefined;
    this.channelStart = -1;
    this.has = 0;
    this.batch.clear();
    this.actions.length = 0;
    cursor.open(bytes);
    cursor.object();
    for (let key = cursor.nextKey(OUTER); key !== KEY_END; key = cursor.nextKey(OUTER)) {
      if (key === 0) {
        if (!cursor.string() || !cursor.textIs(SUBSCRIPTION)) return false;
      } else if (key === 1) {
        if (!this.readParams()) return false;
      } else {
        cursor.skip();
      }
    }
    return cursor.finished() && this.has === ALL_OF_DATA && this.previousId < this.changeId;
  }

  private readParams(): boolean {
    const { cursor } = this;
    cursor.object();
    for (let key = cursor.nextKey(PARAMS); key !== KEY_END; key = cursor.nextKey(PARAMS)) {
      if (key === 0) {
        if (!cursor.string() || !startsWith(cursor.bytes, cursor.textStart, BOOK)) return false;
        this.channelStart = cursor.textStart;
        this.channelEnd = cursor.textEnd;
      } else if (key === 1) {
        if (this.channelStart < 0 || !this.readData()) return false;
      } else {
        cursor.skip();
      }
    }
    return cursor.ok;
  }

  private readData(): boolean {
    const { cursor } = this;
    cursor.object();
    for (let key = cursor.nextKey(DATA); key !== KEY_END; key = cursor.nextKey(DATA)) {
      if (key >= 0) this.has |= 1 << key;
      switch (key) {
        case 0:
          if (!cursor.string() || !cursor.textIs(CHANGE)) return false;
          break;
        case 1:
          this.time = cursor.integer();
          break;
        case 2:
          this.previousId = cursor.integer();
          break;
        case 3:
          if (!cursor.string() || !this.findBook()) return false;
          break;
        case 4:
          this.changeId = cursor.integer();
          break;
        case 5:
          if (!this.readRows(BID)) return false;
          break;
        case 6:
          if (!this.readRows(ASK)) return false;
          break;
        default:
          cursor.skip();
      }
    }
    return cursor.ok;
  }

  /** One instrument's channel tells of that instrument alone: `book.NAME.100ms`. */
  private findBook(): boolean {
    const { bytes, textStart, textEnd } = this.cursor;
    const nameStart = this.channelStart + BOOK.length;
    const length = textEnd - textStart;
    if (nameStart + length >= this.channelEnd || bytes[nameStart + length] !== DOT) return false;
    for (let i = 0; i < length; i++) {
      if (bytes[nameStart + i] !== bytes[textStart + i]) return false;
    }
    this.book = this.books.find(bytes, textStart, textEnd);
    return this.book !== undefined && !this.book.quarantined;
  }

  /** `[["new",1.5,10.0], …]` */
  private readRows(side: Side): boolean {
    const { cursor, batch, actions, book } = this;
    if (book === undefined) return false;
    const { priceScale, quantityScale } = book.scales;
    cursor.array();
    while (cursor.nextElement()) {
      if (!batch.makeRoom()) return false;
      const { count, prices, quantities } = batch;
      cursor.array();
      if (!cursor.nextElement() || !cursor.string()) return false;
      const action = this.action();
      if (action === undefined) return false;
      if (!cursor.nextElement() || !cursor.bareDecimal(prices, count, priceScale)) return false;
      if (!cursor.nextElement() || !cursor.bareDecimal(quantities, count, quantityScale))
        return false;
      if (cursor.nextElement() || !cursor.ok) return false;
      const quantity = quantities[count]!;
      if (!(quantity >= 0) || (quantity === 0) !== (action === ACTION.DELETE)) return false;
      batch.add(side);
      actions.push(action);
    }
    return cursor.ok;
  }

  private action(): Action | undefined {
    const { cursor } = this;
    if (cursor.textIs(CHANGE)) return ACTION.CHANGE;
    if (cursor.textIs(NEW)) return ACTION.NEW;
    return cursor.textIs(DELETE) ? ACTION.DELETE : undefined;
  }
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
