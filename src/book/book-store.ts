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
import { OrderIndex } from './order-index.js';
import { NIL, ORDER, ORDER_SHIFT, ORDER_SHIFT_F64, OrderPool } from './order-pool.js';

export interface BookStoreOptions extends LevelBooksOptions {
  /** Orders to have memory for at the start; doubles when outgrown. */
  readonly orderCapacity?: number;
}

const ORDER_CAPACITY = 16_384;

export class BookStore extends LevelBooks {
  readonly orders: OrderPool;
  private readonly index: OrderIndex;
  private touchedKey = 0;

  constructor(options: BookStoreOptions) {
    super(options);
    const orderCapacity = options.orderCapacity ?? ORDER_CAPACITY;
    this.orders = new OrderPool(orderCapacity);
    this.index = new OrderIndex(this.orders, orderCapacity);
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
    this.registers[REGISTER.PRICE] = price;
    this.registers[REGISTER.QUANTITY] = quantity;
    return this.applyAdd(instrument, side, idHigh | 0, idLow | 0);
  }

  /** The order loses `quantity` and keeps its place; at 0 it is gone. */
  reduceOrder(instrument: InstrumentId, idHigh: number, idLow: number, quantity: Lots): BookResult {
    this.registers[REGISTER.QUANTITY] = quantity;
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
    this.registers[REGISTER.PRICE] = price;
    this.registers[REGISTER.QUANTITY] = quantity;
    return this.applyReplace(instrument, oldHigh | 0, oldLow | 0, newHigh | 0, newLow | 0);
  }

  deleteOrder(instrument: InstrumentId, idHigh: number, idLow: number): BookResult {
    const order = this.index.find(instrument, idHigh | 0, idLow | 0);
    if (order === NIL) return BOOK_RESULT.UNKNOWN_ORDER;
    this.noteTouched(order);
    this.registers[REGISTER.TOUCHED_QUANTITY] =
      this.orders.f64[(order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64]!;
    this.dropFoundOrder(order);
    return BOOK_RESULT.APPLIED;
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

  /** Price of the order that the last reduce, replace (the old one) or delete touched. */
  get reducedPrice(): Ticks {
    return flipPrice(this.touchedKey & 1, this.registers[REGISTER.TOUCHED_RANK_PRICE]!) as Ticks;
  }

  get reducedSide(): Side {
    return (this.touchedKey & 1) as Side;
  }

  /** What it lost: never more than rested. */
  get reducedQuantity(): Lots {
    return this.registers[REGISTER.TOUCHED_QUANTITY]! as Lots;
  }

  /** The first order in the queue of a level, NIL for a level that came without orders. */
  firstOrder(instrument: InstrumentId, side: Side, rank: number): number {
    return this.levels.i32[(this.levelAt(instrument, side, rank) << LEVEL_SHIFT) + LEVEL.HEAD]!;
  }

  /** The order behind, NIL after the last. */
  nextOrder(order: number): number {
    return this.orders.i32[(order << ORDER_SHIFT) + ORDER.NEXT]!;
  }

  orderIdHigh(order: number): number {
    return this.orders.i32[(order << ORDER_SHIFT) + ORDER.ID_HIGH]! >>> 0;
  }

  orderIdLow(order: number): number {
    return this.orders.i32[(order << ORDER_SHIFT) + ORDER.ID_LOW]! >>> 0;
  }

  orderQuantity(order: number): Lots {
    return this.orders.f64[(order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64]! as Lots;
  }

  /** The resting order of this id, NIL when there is none. */
  findOrder(instrument: InstrumentId, idHigh: number, idLow: number): number {
    return this.index.find(instrument, idHigh | 0, idLow | 0);
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
    if (instrument >>> 0 >= this.instrumentLimit) return BOOK_RESULT.UNKNOWN_INSTRUMENT;
    if (this.index.find(instrument, idHigh, idLow) !== NIL) return BOOK_RESULT.DUPLICATE_ORDER;
    const key = (instrument << 1) | side;
    const level = this.levelForOrder(key, NIL);
    if (level < 0) return -level as BookResult;
    const order = this.orders.allocate();
    const at = order << ORDER_SHIFT;
    const words = this.orders.i32;
    words[at + ORDER.ID_LOW] = idLow;
    words[at + ORDER.ID_HIGH] = idHigh;
    words[at + ORDER.INSTRUMENT] = instrument;
    this.index.insertMissed(order);
    this.appendToQueue(level, key, order);
    this.rehash(level, key);
    return BOOK_RESULT.APPLIED;
  }

  private applyReduce(instrument: number, idHigh: number, idLow: number): BookResult {
    const order = this.index.find(instrument, idHigh, idLow);
    if (order === NIL) return BOOK_RESULT.UNKNOWN_ORDER;
    const registers = this.registers;
    const quantity = registers[REGISTER.QUANTITY]!;
    if (!(quantity > 0)) return BOOK_RESULT.BAD_QUANTITY;
    this.noteTouched(order);
    const at = (order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64;
    const resting = this.orders.f64[at]!;
    if (quantity >= resting) {
      registers[REGISTER.TOUCHED_QUANTITY] = resting;
      this.dropFoundOrder(order);
      return quantity > resting ? BOOK_RESULT.BAD_QUANTITY : BOOK_RESULT.APPLIED;
    }
    registers[REGISTER.TOUCHED_QUANTITY] = quantity;
    const level = this.orders.i32[(order << ORDER_SHIFT) + ORDER.LEVEL]!;
    const key = this.touchedKey;
    this.touch(level, key);
    this.orders.f64[at] = resting - quantity;
    this.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64]! -= quantity;
    this.rehash(level, key);
    return BOOK_RESULT.APPLIED;
  }

  private applyReplace(
    instrument: number,
    oldHigh: number,
    oldLow: number,
    newHigh: number,
    newLow: number,
  ): BookResult {
    const index = this.index;
    const words = this.orders.i32;
    const order = index.find(instrument, oldHigh, oldLow);
    if (order === NIL) return BOOK_RESULT.UNKNOWN_ORDER;
    const taken = index.find(instrument, newHigh, newLow);
    if (taken !== NIL && taken !== order) return BOOK_RESULT.DUPLICATE_ORDER;
    const oldLevel = words[(order << ORDER_SHIFT) + ORDER.LEVEL]!;
    const key = this.levels.i32[(oldLevel << LEVEL_SHIFT) + LEVEL.KEY]!;
    const level = this.levelForOrder(key, order);
    if (level < 0) return -level as BookResult;
    this.noteTouched(order);
    this.registers[REGISTER.TOUCHED_QUANTITY] = this.orderQuantity(order);
    if (taken === NIL) {
      index.find(instrument, oldHigh, oldLow);
      index.removeFound();
      words[(order << ORDER_SHIFT) + ORDER.ID_LOW] = newLow;
      words[(order << ORDER_SHIFT) + ORDER.ID_HIGH] = newHigh;
      index.find(instrument, newHigh, newLow);
      index.insertMissed(order);
    }
    this.leaveQueue(order, oldLevel, key);
    this.appendToQueue(level, key, order);
    this.rehash(level, key);
    if (level !== oldLevel) this.settle(oldLevel, key);
    return BOOK_RESULT.APPLIED;
  }

  /**
   * The level at the price register for an order of the quantity register, made when there is none.
   * @param leaving the order that this one replaces, or NIL: it will not rest beside it.
   * @returns the level, or a BOOK_RESULT negated.
   */
  private levelForOrder(key: number, leaving: number): number {
    const quantity = this.registers[REGISTER.QUANTITY]!;
    if (!(quantity > 0 && quantity <= Number.MAX_SAFE_INTEGER)) return -BOOK_RESULT.BAD_QUANTITY;
    if (!this.seekPrice(key)) return -BOOK_RESULT.BAD_PRICE;
    const at = this.sides.locate(key);
    const level = this.levelSought(key, at);
    if (level === NIL) return this.createLevel(key, at);
    if (this.levels.i32[(level << LEVEL_SHIFT) + LEVEL.HEAD] === NIL)
      return -BOOK_RESULT.MIXED_BOOK;
    let beside = this.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64]!;
    if (leaving !== NIL && this.orders.i32[(leaving << ORDER_SHIFT) + ORDER.LEVEL] === level)
      beside -= this.orders.f64[(leaving << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64]!;
    // Both are at most 2^53 - 1, so the sum rounds to a value that is still beyond.
    return beside + quantity > Number.MAX_SAFE_INTEGER ? -BOOK_RESULT.BAD_QUANTITY : level;
  }

  /** Put an order of the quantity register last in the queue of `level`. */
  private appendToQueue(level: number, key: number, order: number): void {
    const orderWords = this.orders.i32;
    const levelWords = this.levels.i32;
    const quantity = this.registers[REGISTER.QUANTITY]!;
    const at = order << ORDER_SHIFT;
    const levelAt = level << LEVEL_SHIFT;
    this.touch(level, key);
    const tail = levelWords[levelAt + LEVEL.TAIL]!;
    orderWords[at + ORDER.LEVEL] = level;
    orderWords[at + ORDER.NEXT] = NIL;
    orderWords[at + ORDER.PREVIOUS] = tail;
    if (tail === NIL) levelWords[levelAt + LEVEL.HEAD] = order;
    else orderWords[(tail << ORDER_SHIFT) + ORDER.NEXT] = order;
    levelWords[levelAt + LEVEL.TAIL] = order;
    levelWords[levelAt + LEVEL.ORDERS]!++;
    this.orders.f64[(order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64] = quantity;
    this.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64]! += quantity;
  }

  /** Unlink an order; its level may be left empty, which the caller settles. */
  private leaveQueue(order: number, level: number, key: number): void {
    const orderWords = this.orders.i32;
    const levelWords = this.levels.i32;
    const at = order << ORDER_SHIFT;
    const levelAt = level << LEVEL_SHIFT;
    this.touch(level, key);
    const next = orderWords[at + ORDER.NEXT]!;
    const previous = orderWords[at + ORDER.PREVIOUS]!;
    if (previous === NIL) levelWords[levelAt + LEVEL.HEAD] = next;
    else orderWords[(previous << ORDER_SHIFT) + ORDER.NEXT] = next;
    if (next === NIL) levelWords[levelAt + LEVEL.TAIL] = previous;
    else orderWords[(next << ORDER_SHIFT) + ORDER.PREVIOUS] = previous;
    levelWords[levelAt + LEVEL.ORDERS]!--;
    this.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64]! -=
      this.orders.f64[(order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64]!;
  }

  /** After an order has left: the level goes when it was the last. */
  private settle(level: number, key: number): void {
    if (this.levels.i32[(level << LEVEL_SHIFT) + LEVEL.ORDERS] === 0) this.removeLevel(level, key);
    else this.rehash(level, key);
  }

  /** Remove the order that the index has just found, from everywhere. */
  private dropFoundOrder(order: number): void {
    const level = this.orders.i32[(order << ORDER_SHIFT) + ORDER.LEVEL]!;
    const key = this.levels.i32[(level << LEVEL_SHIFT) + LEVEL.KEY]!;
    this.index.removeFound();
    this.leaveQueue(order, level, key);
    this.settle(level, key);
    this.orders.release(order);
  }

  private noteTouched(order: number): void {
    const level = this.orders.i32[(order << ORDER_SHIFT) + ORDER.LEVEL]!;
    this.touchedKey = this.levels.i32[(level << LEVEL_SHIFT) + LEVEL.KEY]!;
    this.registers[REGISTER.TOUCHED_RANK_PRICE] =
      this.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.RANK_PRICE_F64]!;
  }

  private dropWorst(key: number, dropCount: number): void {
    const levels = this.sides.levels[key]!;
    const words = this.levels.i32;
    for (let i = 0; i < dropCount; i++) {
      const level = levels[i]!;
      this.touch(level, key);
      let order = words[(level << LEVEL_SHIFT) + LEVEL.HEAD]!;
      while (order !== NIL) {
        const next = this.nextOrder(order);
        this.forgetOrder(order);
        order = next;
      }
      this.releaseLevel(level, key);
    }
    this.sides.dropWorst(key, dropCount);
  }

  /** Give back an order whose whole level goes: its queue needs no care. */
  private forgetOrder(order: number): void {
    const words = this.orders.i32;
    const at = order << ORDER_SHIFT;
    this.index.find(
      words[at + ORDER.INSTRUMENT]!,
      words[at + ORDER.ID_HIGH]!,
      words[at + ORDER.ID_LOW]!,
    );
    this.index.removeFound();
    this.orders.release(order);
  }
}
