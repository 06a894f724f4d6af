/**
 * All order books of one lane, at order level: LevelBooks plus the orders and their queues. Owns
 * what an order event means; the memory is in the pools beside it. Must never allocate per change
 * once it has grown, nor throw for what a venue sends. A refused change changes nothing.
 * Lane thread only.
 */
import type { Side } from '../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { brokenInvariant } from './book-invariants.js';
import { BOOK_RESULT, type BookResult } from './book-result.js';
import { flipPrice, LevelBooks, REGISTER, type LevelBooksOptions } from './level-books.js';
import { LEVEL, LEVEL_SHIFT, LEVEL_SHIFT_F64 } from './level-pool.js';
import { NIL } from './nil.js';
import { ORDER, ORDER_SHIFT, ORDER_SHIFT_F64, OrderTable } from './order-table.js';

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const ORDER_AT = ORDER_SHIFT;
const ORDER_F64_AT = ORDER_SHIFT_F64;
const ID_LOW = ORDER.ID_LOW;
const ID_HIGH = ORDER.ID_HIGH;
const LEVEL_OF = ORDER.LEVEL;
const NEXT = ORDER.NEXT;
const PREVIOUS = ORDER.PREVIOUS;
const ORDER_QUANTITY = ORDER.QUANTITY_F64;
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const RANK_PRICE = LEVEL.RANK_PRICE_F64;
const QUANTITY = LEVEL.QUANTITY_F64;
const ORDERS = LEVEL.ORDERS;
const HEAD = LEVEL.HEAD;
const TAIL = LEVEL.TAIL;
const KEY = ORDER.KEY;
const APPLIED = BOOK_RESULT.APPLIED;
const UNKNOWN_ORDER = BOOK_RESULT.UNKNOWN_ORDER;
const DUPLICATE_ORDER = BOOK_RESULT.DUPLICATE_ORDER;
const BAD_QUANTITY = BOOK_RESULT.BAD_QUANTITY;
const BAD_PRICE = BOOK_RESULT.BAD_PRICE;
const MIXED_BOOK = BOOK_RESULT.MIXED_BOOK;
const UNKNOWN_INSTRUMENT = BOOK_RESULT.UNKNOWN_INSTRUMENT;
const PRICE_REGISTER = REGISTER.PRICE;
const QUANTITY_REGISTER = REGISTER.QUANTITY;
const TOUCHED_QUANTITY = REGISTER.TOUCHED_QUANTITY;

export interface BookStoreOptions extends LevelBooksOptions {
  /** Orders to have memory for at the start; doubles when outgrown. */
  readonly orderCapacity?: number;
}

const ORDER_CAPACITY = 16_384;

export class BookStore extends LevelBooks {
  readonly orders: OrderTable;
  private touchedKey = 0;
  private touchedLevel = 0;

  constructor(options: BookStoreOptions) {
    super(options);
    this.orders = new OrderTable(this.levels, options.orderCapacity ?? ORDER_CAPACITY);
  }

  /** A new order, last in its level's queue. */
  addOrder(
    instrument: InstrumentId,
    side: Side,
    idHigh: number,
    idLow: number,
    price: Ticks,
    quantity: Lots,
  ): BookResult {
    this.registers[PRICE_REGISTER] = price;
    this.registers[QUANTITY_REGISTER] = quantity;
    return this.applyAdd(instrument, side, idHigh | 0, idLow | 0);
  }

  /** The order loses `quantity` and keeps its place; at 0 it is gone. */
  reduceOrder(instrument: InstrumentId, idHigh: number, idLow: number, quantity: Lots): BookResult {
    this.registers[QUANTITY_REGISTER] = quantity;
    return this.applyReduce(instrument, idHigh | 0, idLow | 0);
  }

  /** Order `old` becomes `new` on the same side, last in the queue of `price`, even of its own. */
  replaceOrder(
    instrument: InstrumentId,
    oldHigh: number,
    oldLow: number,
    newHigh: number,
    newLow: number,
    price: Ticks,
    quantity: Lots,
  ): BookResult {
    this.registers[PRICE_REGISTER] = price;
    this.registers[QUANTITY_REGISTER] = quantity;
    return this.applyReplace(instrument, oldHigh | 0, oldLow | 0, newHigh | 0, newLow | 0);
  }

  deleteOrder(instrument: InstrumentId, idHigh: number, idLow: number): BookResult {
    const order = this.orders.find(instrument, idHigh | 0, idLow | 0);
    if (order === NONE) return UNKNOWN_ORDER;
    this.noteTouched(order);
    this.registers[TOUCHED_QUANTITY] = this.orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY]!;
    this.dropOrder(order);
    return APPLIED;
  }

  /** Forget both sides, orders and all. */
  clear(instrument: InstrumentId): void {
    for (let key = instrument << 1; key <= ((instrument << 1) | 1); key++)
      this.dropWorst(key, this.sides.counts[key]!);
  }

  /** Forget the levels beyond the depth limit; to be called after a message. */
  truncate(instrument: InstrumentId): void {
    const limit = this.depthLimits[instrument]!;
    if (limit === 0) return;
    for (let key = instrument << 1; key <= ((instrument << 1) | 1); key++) {
      const excess = this.sides.counts[key]! - limit;
      if (excess > 0) this.dropWorst(key, excess);
    }
  }

  /**
   * Price of the order that the last reduce, replace (the old one) or delete touched. Holds until
   * the next change: a level that has gone keeps its price until its record is used again.
   */
  get reducedPrice(): Ticks {
    const rankPrice = this.levels.f64[(this.touchedLevel << LEVEL_F64_AT) + RANK_PRICE]!;
    return flipPrice(this.touchedKey & 1, rankPrice) as Ticks;
  }

  get reducedSide(): Side {
    return (this.touchedKey & 1) as Side;
  }

  /** What it lost: never more than rested. */
  get reducedQuantity(): Lots {
    return this.registers[TOUCHED_QUANTITY]! as Lots;
  }

  /** The first order in the queue of a level, NONE for a level that came without orders. */
  firstOrder(instrument: InstrumentId, side: Side, rank: number): number {
    return this.levels.i32[(this.levelAt(instrument, side, rank) << LEVEL_AT) + HEAD]!;
  }

  /** The order behind, NONE after the last. */
  nextOrder(order: number): number {
    return this.orders.i32[(order << ORDER_AT) + NEXT]!;
  }

  orderIdHigh(order: number): number {
    return this.orders.i32[(order << ORDER_AT) + ID_HIGH]! >>> 0;
  }

  orderIdLow(order: number): number {
    return this.orders.i32[(order << ORDER_AT) + ID_LOW]! >>> 0;
  }

  orderQuantity(order: number): Lots {
    return this.orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY]! as Lots;
  }

  /** The resting order of this id, NONE when there is none. */
  findOrder(instrument: InstrumentId, idHigh: number, idLow: number): number {
    return this.orders.find(instrument, idHigh | 0, idLow | 0);
  }

  /** What is wrong with the book, or undefined. Cold. */
  checkInvariants(instrument: InstrumentId): string | undefined {
    return brokenInvariant(this, instrument, {
      depthLimit: this.depthLimit(instrument),
      hashLow: this.hashLow(instrument),
      hashHigh: this.hashHigh(instrument),
    });
  }

  private applyAdd(instrument: number, side: number, idHigh: number, idLow: number): BookResult {
    if (instrument >>> 0 >= this.instrumentLimit) return UNKNOWN_INSTRUMENT;
    if (this.orders.find(instrument, idHigh, idLow) !== NONE) return DUPLICATE_ORDER;
    const key = (instrument << 1) | side;
    const level = this.levelForOrder(key, NONE);
    if (level < 0) return -level as BookResult;
    const order = this.orders.claimMissed(key, idHigh, idLow);
    this.appendToQueue(level, key, order);
    this.orders.settleClaimed();
    return APPLIED;
  }

  private applyReduce(instrument: number, idHigh: number, idLow: number): BookResult {
    const order = this.orders.find(instrument, idHigh, idLow);
    if (order === NONE) return UNKNOWN_ORDER;
    const registers = this.registers;
    const quantity = registers[QUANTITY_REGISTER]!;
    if (!(quantity > 0)) return BAD_QUANTITY;
    this.noteTouched(order);
    const at = (order << ORDER_F64_AT) + ORDER_QUANTITY;
    const resting = this.orders.f64[at]!;
    if (quantity >= resting) {
      registers[TOUCHED_QUANTITY] = resting;
      this.dropOrder(order);
      return quantity > resting ? BAD_QUANTITY : APPLIED;
    }
    registers[TOUCHED_QUANTITY] = quantity;
    const level = this.orders.i32[(order << ORDER_AT) + LEVEL_OF]!;
    const key = this.touchedKey;
    this.touch(level, key);
    this.orders.f64[at] = resting - quantity;
    this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]! -= quantity;
    return APPLIED;
  }

  private applyReplace(
    instrument: number,
    oldHigh: number,
    oldLow: number,
    newHigh: number,
    newLow: number,
  ): BookResult {
    const orders = this.orders;
    const order = orders.find(instrument, oldHigh, oldLow);
    if (order === NONE) return UNKNOWN_ORDER;
    const taken = orders.find(instrument, newHigh, newLow);
    if (taken !== NONE && taken !== order) return DUPLICATE_ORDER;
    const oldLevel = orders.i32[(order << ORDER_AT) + LEVEL_OF]!;
    const key = orders.i32[(order << ORDER_AT) + KEY]!;
    const level = this.levelForOrder(key, order);
    if (level < 0) return -level as BookResult;
    this.noteTouched(order);
    this.registers[TOUCHED_QUANTITY] = orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY]!;
    this.leaveQueue(order, oldLevel, key);
    if (taken === order) {
      this.appendToQueue(level, key, order);
    } else {
      orders.remove(order);
      orders.find(instrument, newHigh, newLow);
      this.appendToQueue(level, key, orders.claimMissed(key, newHigh, newLow));
    }
    if (level !== oldLevel) this.settle(oldLevel, key);
    return APPLIED;
  }

  /**
   * The level at the price register for an order of the quantity register, made when there is none.
   * @param leaving the order that this one replaces, or NONE: it will not rest beside it.
   * @returns the level, or a BOOK_RESULT negated.
   */
  private levelForOrder(key: number, leaving: number): number {
    const quantity = this.registers[QUANTITY_REGISTER]!;
    if (!(quantity > 0 && quantity <= Number.MAX_SAFE_INTEGER)) return -BAD_QUANTITY;
    if (!this.seekPrice(key)) return -BAD_PRICE;
    const at = this.sides.locate(key);
    const level = this.levelSought(key, at);
    if (level === NONE) return this.createLevel(key, at);
    if (this.levels.i32[(level << LEVEL_AT) + HEAD] === NONE) return -MIXED_BOOK;
    let beside = this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]!;
    if (leaving !== NONE && this.orders.i32[(leaving << ORDER_AT) + LEVEL_OF] === level)
      beside -= this.orders.f64[(leaving << ORDER_F64_AT) + ORDER_QUANTITY]!;
    // Both are at most 2^53 - 1, so the sum rounds to a value that is still beyond.
    return beside + quantity > Number.MAX_SAFE_INTEGER ? -BAD_QUANTITY : level;
  }

  /** Put an order of the quantity register last in the queue of `level`. */
  private appendToQueue(level: number, key: number, order: number): void {
    const orderWords = this.orders.i32;
    const levelWords = this.levels.i32;
    const quantity = this.registers[QUANTITY_REGISTER]!;
    const at = order << ORDER_AT;
    const levelAt = level << LEVEL_AT;
    this.touch(level, key);
    const tail = levelWords[levelAt + TAIL]!;
    orderWords[at + LEVEL_OF] = level;
    orderWords[at + NEXT] = NONE;
    orderWords[at + PREVIOUS] = tail;
    if (tail === NONE) levelWords[levelAt + HEAD] = order;
    else orderWords[(tail << ORDER_AT) + NEXT] = order;
    levelWords[levelAt + TAIL] = order;
    levelWords[levelAt + ORDERS]!++;
    this.orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY] = quantity;
    this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]! += quantity;
  }

  /** Unlink an order; its level may be left empty, which the caller settles. */
  private leaveQueue(order: number, level: number, key: number): void {
    const orderWords = this.orders.i32;
    const levelWords = this.levels.i32;
    const at = order << ORDER_AT;
    const levelAt = level << LEVEL_AT;
    this.touch(level, key);
    const next = orderWords[at + NEXT]!;
    const previous = orderWords[at + PREVIOUS]!;
    if (previous === NONE) levelWords[levelAt + HEAD] = next;
    else orderWords[(previous << ORDER_AT) + NEXT] = next;
    if (next === NONE) levelWords[levelAt + TAIL] = previous;
    else orderWords[(next << ORDER_AT) + PREVIOUS] = previous;
    levelWords[levelAt + ORDERS]!--;
    this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]! -=
      this.orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY]!;
  }

  /** After an order has left: the level goes when it was the last. */
  private settle(level: number, key: number): void {
    if (this.levels.i32[(level << LEVEL_AT) + ORDERS] === 0) this.removeLevel(level, key);
  }

  private dropOrder(order: number): void {
    const level = this.orders.i32[(order << ORDER_AT) + LEVEL_OF]!;
    const key = this.orders.i32[(order << ORDER_AT) + KEY]!;
    this.leaveQueue(order, level, key);
    this.orders.remove(order);
    this.settle(level, key);
  }

  private noteTouched(order: number): void {
    this.touchedKey = this.orders.i32[(order << ORDER_AT) + KEY]!;
    this.touchedLevel = this.orders.i32[(order << ORDER_AT) + LEVEL_OF]!;
  }

  private dropWorst(key: number, dropCount: number): void {
    const levels = this.sides.levels[key]!;
    for (let i = 0; i < dropCount; i++) {
      this.touch(levels[i]!, key);
      this.dropQueue(levels[i]!);
      this.releaseLevel(levels[i]!, key);
    }
    this.sides.dropWorst(key, dropCount);
  }

  /** Forget the orders of a level that goes, always the first: removing one renames others. */
  private dropQueue(level: number): void {
    const head = (level << LEVEL_AT) + HEAD;
    const words = this.orders.i32;
    for (let order = this.levels.i32[head]!; order !== NONE; order = this.levels.i32[head]!) {
      const next = words[(order << ORDER_AT) + NEXT]!;
      this.levels.i32[head] = next;
      if (next !== NONE) words[(next << ORDER_AT) + PREVIOUS] = NONE;
      this.orders.remove(order);
    }
  }
}
