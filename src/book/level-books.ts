/**
 * The price levels of all books of one lane: who stands where with how much, what has changed since
 * the last cut, and the book hash. Owns every store to a level; knows of orders only that a level
 * has a queue. Must never allocate per change once it has grown, nor throw for what a venue sends.
 * Lane thread only.
 *
 * A side of a book is named by its key, instrument × 2 + side; its prices are kept as rank prices
 * (larger is better on both sides, see level-pool.ts). A refused change changes nothing.
 */
import { levelHashHigh, levelHashLow } from '../market/book-hash.js';
import type { Side } from '../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { BOOK_RESULT, type BookResult } from './book-result.js';
import { CHANGE, CHANGE_SHIFT_F64, ChangeSet } from './change-set.js';
import { LEVEL, LEVEL_RARE, LEVEL_SHIFT, LEVEL_SHIFT_F64, LevelPool } from './level-pool.js';
import { NIL } from './nil.js';
import { SideLevels } from './side-levels.js';

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const RANK_PRICE = LEVEL.RANK_PRICE_F64;
const QUANTITY = LEVEL.QUANTITY_F64;
const ORDERS = LEVEL.ORDERS;
const HEAD = LEVEL.HEAD;
const MARK = LEVEL.MARK;
const KEY = LEVEL_RARE.KEY;
const HASH_LOW = LEVEL_RARE.HASH_LOW;
const HASH_HIGH = LEVEL_RARE.HASH_HIGH;
const NEXT_STALE = LEVEL_RARE.NEXT_STALE;
const PREVIOUS_STALE = LEVEL_RARE.PREVIOUS_STALE;
const CHANGE_F64_AT = CHANGE_SHIFT_F64;
const RANK_PRICE_BEFORE = CHANGE.RANK_PRICE_F64;
const QUANTITY_BEFORE = CHANGE.QUANTITY_F64;
const APPLIED = BOOK_RESULT.APPLIED;
const BAD_QUANTITY = BOOK_RESULT.BAD_QUANTITY;
const BAD_PRICE = BOOK_RESULT.BAD_PRICE;
const NOT_THERE = BOOK_RESULT.NOT_THERE;
const MIXED_BOOK = BOOK_RESULT.MIXED_BOOK;
const UNKNOWN_INSTRUMENT = BOOK_RESULT.UNKNOWN_INSTRUMENT;

export interface LevelBooksOptions {
  /** Instruments 0 … instrumentLimit - 1 have a book. */
  readonly instrumentLimit: number;
  /** Levels to have memory for at the start; doubles when outgrown. */
  readonly levelCapacity?: number;
  /** Changed levels a side that are remembered between two cuts; beyond, clients need an image. */
  readonly changeLimit?: number;
}

const LEVEL_CAPACITY = 8_192;
const CHANGE_LIMIT = 512;
/** Odd, and not that of a level that was never recorded (mark 0 or 1). */
const FIRST_GENERATION = 3;
const LAST_GENERATION = 0x7fffffff;

/** Doubles on their way to the code that needs them: V8 boxes them when they are passed. */
export const REGISTER = {
  PRICE: 0,
  QUANTITY: 1,
  TOUCHED_QUANTITY: 2,
} as const;
const PRICE_REGISTER = REGISTER.PRICE;
const QUANTITY_REGISTER = REGISTER.QUANTITY;

/** A price as a rank price and back; added to or taken from 0, so that no -0 comes out. */
export const flipPrice = (side: number, price: number): number =>
  side === 0 ? 0 + price : 0 - price;

export class LevelBooks {
  readonly levels: LevelPool;
  readonly sides: SideLevels;
  readonly changes: ChangeSet;
  readonly instrumentLimit: number;
  /** Per instrument: moves on whenever a level changes or a cut ends. Compared for equality only. */
  readonly versions: Int32Array;
  protected readonly registers = new Float64Array(3);
  protected readonly depthLimits: Int32Array;
  /** Per instrument, odd; a level whose mark it is, or is one less, is in the change set already. */
  private readonly generations: Int32Array;
  /** Per instrument: the levels whose parts of the hash are of a former quantity. */
  private readonly firstStale: Int32Array;
  private readonly hashLows: Int32Array;
  private readonly hashHighs: Int32Array;

  constructor(options: LevelBooksOptions) {
    const keyCount = options.instrumentLimit * 2;
    this.instrumentLimit = options.instrumentLimit;
    this.levels = new LevelPool(options.levelCapacity ?? LEVEL_CAPACITY);
    this.sides = new SideLevels(keyCount);
    this.changes = new ChangeSet(keyCount, options.changeLimit ?? CHANGE_LIMIT);
    this.versions = new Int32Array(options.instrumentLimit);
    this.depthLimits = new Int32Array(options.instrumentLimit);
    this.generations = new Int32Array(options.instrumentLimit).fill(FIRST_GENERATION);
    this.firstStale = new Int32Array(options.instrumentLimit).fill(NONE);
    this.hashLows = new Int32Array(options.instrumentLimit);
    this.hashHighs = new Int32Array(options.instrumentLimit);
  }

  /** Set the levels a side that truncate leaves; 0 for no limit. A book without this call has none. */
  open(instrument: InstrumentId, depthLimit: number): void {
    if (instrument < 0 || instrument >= this.instrumentLimit)
      throw new RangeError(`instrument ${instrument} is beyond the limit ${this.instrumentLimit}`);
    this.depthLimits[instrument] = depthLimit;
  }

  depthLimit(instrument: InstrumentId): number {
    return this.depthLimits[instrument]!;
  }

  /** An absolute quantity at a price, 0 removes. @param orderCount 0 where the venue does not say. */
  setLevel(
    instrument: InstrumentId,
    side: Side,
    price: Ticks,
    quantity: Lots,
    orderCount: number,
  ): BookResult {
    this.registers[PRICE_REGISTER] = price;
    this.registers[QUANTITY_REGISTER] = quantity;
    return this.applyLevel(instrument, side, orderCount | 0);
  }

  levelCount(instrument: InstrumentId, side: Side): number {
    return this.sides.counts[(instrument << 1) | side]!;
  }

  /** The level at `rank` (0 is the best, below levelCount), to read it through `levels`. */
  levelAt(instrument: InstrumentId, side: Side, rank: number): number {
    const key = (instrument << 1) | side;
    return this.sides.levels[key]![this.sides.counts[key]! - 1 - rank]!;
  }

  levelPrice(instrument: InstrumentId, side: Side, rank: number): Ticks {
    const key = (instrument << 1) | side;
    return flipPrice(side, this.sides.prices[key]![this.sides.counts[key]! - 1 - rank]!) as Ticks;
  }

  levelQuantity(instrument: InstrumentId, side: Side, rank: number): Lots {
    const level = this.levelAt(instrument, side, rank);
    return this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]! as Lots;
  }

  levelOrders(instrument: InstrumentId, side: Side, rank: number): number {
    return this.levels.i32[(this.levelAt(instrument, side, rank) << LEVEL_AT) + ORDERS]!;
  }

  /** NaN when the side is empty. */
  bestPrice(instrument: InstrumentId, side: Side): Ticks {
    if (this.levelCount(instrument, side) === 0) return NaN as Ticks;
    return this.levelPrice(instrument, side, 0);
  }

  /** 0 when the side is empty. */
  bestQuantity(instrument: InstrumentId, side: Side): Lots {
    if (this.levelCount(instrument, side) === 0) return 0 as Lots;
    return this.levelQuantity(instrument, side, 0);
  }

  /** Low 32 bits of the hash of the full book, as int32. */
  hashLow(instrument: InstrumentId): number {
    this.refreshHash(instrument);
    return this.hashLows[instrument]!;
  }

  hashHigh(instrument: InstrumentId): number {
    this.refreshHash(instrument);
    return this.hashHighs[instrument]!;
  }

  /** Low 32 bits of the hash of the best `depth` levels of both sides. */
  windowHashLow(instrument: InstrumentId, depth: number): number {
    return this.windowHash(instrument, depth, HASH_LOW, this.hashLows);
  }

  windowHashHigh(instrument: InstrumentId, depth: number): number {
    return this.windowHash(instrument, depth, HASH_HIGH, this.hashHighs);
  }

  /** Best bid at or above best ask. */
  crossed(instrument: InstrumentId): boolean {
    const bid = instrument << 1;
    const bidCount = this.sides.counts[bid]!;
    const askCount = this.sides.counts[bid + 1]!;
    if (bidCount === 0 || askCount === 0) return false;
    // An ask's rank price is its price negated.
    return this.sides.prices[bid]![bidCount - 1]! + this.sides.prices[bid + 1]![askCount - 1]! >= 0;
  }

  /** Whether anything has happened to the book since the last cut. */
  touched(instrument: InstrumentId): boolean {
    const counts = this.changes.counts;
    return counts[instrument << 1] !== 0 || counts[(instrument << 1) | 1] !== 0;
  }

  /** More levels changed than the change set holds: cut an image, a delta cannot be made. */
  changeOverflow(instrument: InstrumentId): boolean {
    return this.changes.overflow(instrument << 1) || this.changes.overflow((instrument << 1) | 1);
  }

  /** What the book is now is what clients have: forget the change set. */
  endCut(instrument: InstrumentId): void {
    this.changes.reset(instrument << 1);
    this.changes.reset((instrument << 1) | 1);
    this.versions[instrument]!++;
    if (this.generations[instrument] === LAST_GENERATION) this.restartGenerations(instrument);
    else this.generations[instrument]! += 2;
  }

  private windowHash(instrument: number, depth: number, word: number, full: Int32Array): number {
    const bid = instrument << 1;
    const counts = this.sides.counts;
    this.refreshHash(instrument);
    if (counts[bid]! <= depth && counts[bid + 1]! <= depth) return full[instrument]!;
    return (this.sideHash(bid, depth, word) + this.sideHash(bid + 1, depth, word)) | 0;
  }

  private sideHash(key: number, depth: number, word: number): number {
    const levels = this.sides.levels[key]!;
    const words = this.levels.rare;
    const count = this.sides.counts[key]!;
    let sum = 0;
    for (let at = count > depth ? count - depth : 0; at < count; at++)
      sum = (sum + words[(levels[at]! << LEVEL_AT) + word]!) | 0;
    return sum;
  }

  private applyLevel(instrument: number, side: number, orderCount: number): BookResult {
    if (instrument >>> 0 >= this.instrumentLimit) return UNKNOWN_INSTRUMENT;
    const quantity = this.registers[QUANTITY_REGISTER]!;
    if (!(quantity >= 0 && quantity <= Number.MAX_SAFE_INTEGER)) return BAD_QUANTITY;
    const key = (instrument << 1) | side;
    if (!this.seekPrice(key)) return BAD_PRICE;
    const at = this.sides.locate(key);
    let level = this.levelSought(key, at);
    if (level === NONE) {
      if (quantity === 0) return NOT_THERE;
      level = this.createLevel(key, at);
    } else if (this.levels.i32[(level << LEVEL_AT) + HEAD] !== NONE) {
      return MIXED_BOOK;
    }
    this.touch(level, key);
    if (quantity === 0) {
      this.sides.removeAt(key, at);
      this.releaseLevel(level, key);
      return APPLIED;
    }
    this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY] = quantity;
    this.levels.i32[(level << LEVEL_AT) + ORDERS] = orderCount;
    return APPLIED;
  }

  /** Make the price register the rank price that `sides` looks for; false when it is no price. */
  protected seekPrice(key: number): boolean {
    const price = this.registers[PRICE_REGISTER]!;
    this.sides.sought[0] = flipPrice(key & 1, price);
    return price >= Number.MIN_SAFE_INTEGER && price <= Number.MAX_SAFE_INTEGER;
  }

  /** The level at the sought price, given what locate said; NONE when there is none. */
  protected levelSought(key: number, at: number): number {
    if (at < 0 || this.sides.prices[key]![at] !== this.sides.sought[0]) return NONE;
    return this.sides.levels[key]![at]!;
  }

  /** A level at the sought price, empty until the caller fills it, just better than index `at`. */
  protected createLevel(key: number, at: number): number {
    const level = this.levels.allocate(key);
    this.levels.f64[(level << LEVEL_F64_AT) + RANK_PRICE] = this.sides.sought[0]!;
    this.sides.insert(key, at + 1, level);
    return level;
  }

  /** Take a touched level out of its book. */
  protected removeLevel(level: number, key: number): void {
    const sides = this.sides;
    sides.sought[0] = this.levels.f64[(level << LEVEL_F64_AT) + RANK_PRICE]!;
    sides.removeAt(key, sides.locate(key));
    this.releaseLevel(level, key);
  }

  /** Give back a touched level that has left `sides`. */
  protected releaseLevel(level: number, key: number): void {
    const words = this.levels.rare;
    const at = level << LEVEL_AT;
    const next = words[at + NEXT_STALE]!;
    const previous = words[at + PREVIOUS_STALE]!;
    if (previous === NONE) this.firstStale[key >> 1] = next;
    else words[(previous << LEVEL_AT) + NEXT_STALE] = next;
    if (next !== NONE) words[(next << LEVEL_AT) + PREVIOUS_STALE] = previous;
    this.hashLows[key >> 1]! -= words[at + HASH_LOW]!;
    this.hashHighs[key >> 1]! -= words[at + HASH_HIGH]!;
    this.levels.release(level);
  }

  /** To be called before a level changes: remembers what it was, and that its hash will be stale. */
  protected touch(level: number, key: number): void {
    const generation = this.generations[key >> 1]!;
    this.versions[key >> 1]!++;
    if (this.levels.i32[(level << LEVEL_AT) + MARK] !== generation)
      this.touchFirst(level, key, generation);
  }

  private touchFirst(level: number, key: number, generation: number): void {
    const at = level << LEVEL_AT;
    const mark = this.levels.i32[at + MARK]!;
    if ((mark | 1) !== generation) this.remember(level, key);
    if ((mark & 1) === 0) {
      const rare = this.levels.rare;
      const first = this.firstStale[key >> 1]!;
      rare[at + NEXT_STALE] = first;
      rare[at + PREVIOUS_STALE] = NONE;
      if (first !== NONE) rare[(first << LEVEL_AT) + PREVIOUS_STALE] = level;
      this.firstStale[key >> 1] = level;
    }
    this.levels.i32[at + MARK] = generation;
  }

  private remember(level: number, key: number): void {
    const words = this.levels.i32;
    const doubles = this.levels.f64;
    const changes = this.changes;
    const entry = changes.append(key, level, words[(level << LEVEL_AT) + ORDERS]!);
    if (entry === NONE) return;
    const from = level << LEVEL_F64_AT;
    const to = entry << CHANGE_F64_AT;
    changes.f64[to + RANK_PRICE_BEFORE] = doubles[from + RANK_PRICE]!;
    changes.f64[to + QUANTITY_BEFORE] = doubles[from + QUANTITY]!;
  }

  /** Hash the levels that have changed since a hash was last asked for. */
  private refreshHash(instrument: number): void {
    let level = this.firstStale[instrument]!;
    while (level !== NONE) {
      this.levels.i32[(level << LEVEL_AT) + MARK]! &= ~1;
      this.rehash(level, instrument);
      level = this.levels.rare[(level << LEVEL_AT) + NEXT_STALE]!;
    }
    this.firstStale[instrument] = NONE;
  }

  private rehash(level: number, instrument: number): void {
    const rare = this.levels.rare;
    const at = level << LEVEL_AT;
    const from = level << LEVEL_F64_AT;
    const side = (rare[at + KEY]! & 1) as Side;
    const price = flipPrice(side, this.levels.f64[from + RANK_PRICE]!) as Ticks;
    const quantity = this.levels.f64[from + QUANTITY]! as Lots;
    const low = levelHashLow(side, price, quantity);
    const high = levelHashHigh(side, price, quantity);
    this.hashLows[instrument]! += low - rare[at + HASH_LOW]!;
    this.hashHighs[instrument]! += high - rare[at + HASH_HIGH]!;
    rare[at + HASH_LOW] = low;
    rare[at + HASH_HIGH] = high;
  }

  /** After 2^30 cuts the generations begin anew: no mark of an old one may be left. */
  private restartGenerations(instrument: InstrumentId): void {
    for (let key = instrument << 1; key <= ((instrument << 1) | 1); key++) {
      for (let i = 0; i < this.sides.counts[key]!; i++)
        this.levels.i32[(this.sides.levels[key]![i]! << LEVEL_AT) + MARK]! &= 1;
    }
    this.generations[instrument] = FIRST_GENERATION;
  }
}
