/**
 * What must hold for every book between two messages. Owns no state; reads everything, changes
 * nothing. Cold: tests, verification runs and a lane that distrusts itself call it.
 */
import { levelHashHigh, levelHashLow } from '../market/book-hash.js';
import type { Side } from '../market/side.js';
import type { Lots, Ticks } from '../market/units.js';
import { LEVEL, LEVEL_RARE, LEVEL_SHIFT, LEVEL_SHIFT_F64, type LevelPool } from './level-pool.js';
import { NIL } from './nil.js';
import { ORDER, ORDER_SHIFT, ORDER_SHIFT_F64, type OrderTable } from './order-table.js';
import type { SideLevels } from './side-levels.js';

/** The memory of a BookStore. */
export interface BookMemory {
  readonly sides: SideLevels;
  readonly levels: LevelPool;
  readonly orders: OrderTable;
}

/** What a store says of one of its books. */
export interface BookClaims {
  readonly depthLimit: number;
  readonly hashLow: number;
  readonly hashHigh: number;
}

/** @returns what is wrong with a book, or undefined. Crossed books are the venue's doing, not ours. */
export function brokenInvariant(
  memory: BookMemory,
  instrument: number,
  claims: BookClaims,
): string | undefined {
  let hashLow = 0;
  let hashHigh = 0;
  for (const side of [0, 1] as const) {
    const key = (instrument << 1) | side;
    const count = memory.sides.counts[key]!;
    if (claims.depthLimit > 0 && count > claims.depthLimit)
      return `side ${side}: ${count} levels, the depth limit is ${claims.depthLimit}`;
    for (let at = 0; at < count; at++) {
      const broken = brokenLevel(memory, key, at);
      if (broken !== undefined) return `side ${side}, rank ${count - 1 - at}: ${broken}`;
      const level = memory.sides.levels[key]![at]!;
      const rankPrice = memory.sides.prices[key]![at]!;
      const price = (side === 0 ? rankPrice : -rankPrice) as Ticks;
      const quantity = memory.levels.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64]! as Lots;
      hashLow = (hashLow + levelHashLow(side as Side, price, quantity)) | 0;
      hashHigh = (hashHigh + levelHashHigh(side as Side, price, quantity)) | 0;
    }
  }
  if (hashLow !== claims.hashLow || hashHigh !== claims.hashHigh)
    return `hash ${claims.hashHigh}:${claims.hashLow}, the levels say ${hashHigh}:${hashLow}`;
  return undefined;
}

function brokenLevel(memory: BookMemory, key: number, at: number): string | undefined {
  const prices = memory.sides.prices[key]!;
  const level = memory.sides.levels[key]![at]!;
  const word = level << LEVEL_SHIFT;
  const double = level << LEVEL_SHIFT_F64;
  const rankPrice = prices[at]!;
  const quantity = memory.levels.f64[double + LEVEL.QUANTITY_F64]!;
  if (at > 0 && !(prices[at - 1]! < rankPrice)) return 'not better than the rank behind';
  if (memory.levels.rare[word + LEVEL_RARE.KEY] !== key) return 'the level belongs to another side';
  if (memory.levels.f64[double + LEVEL.RANK_PRICE_F64] !== rankPrice)
    return `stands at ${rankPrice}, its own price is another`;
  if (!(quantity > 0)) return `quantity ${quantity}`;
  if (memory.levels.i32[word + LEVEL.HEAD] === NIL) return undefined;
  return brokenQueue(memory, key, level, quantity);
}

function brokenQueue(
  memory: BookMemory,
  key: number,
  level: number,
  quantity: number,
): string | undefined {
  const words = memory.orders.i32;
  const orderCount = memory.levels.i32[(level << LEVEL_SHIFT) + LEVEL.ORDERS]!;
  let order = memory.levels.i32[(level << LEVEL_SHIFT) + LEVEL.HEAD]!;
  let previous = NIL;
  let sum = 0;
  let queued = 0;
  while (order !== NIL) {
    const at = order << ORDER_SHIFT;
    const resting = memory.orders.f64[(order << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64]!;
    if (!(resting > 0)) return `order ${order} has quantity ${resting}`;
    if (words[at + ORDER.LEVEL] !== level) return `order ${order} believes itself elsewhere`;
    if (words[at + ORDER.KEY] !== key) return `order ${order} is another side's`;
    if (words[at + ORDER.PREVIOUS] !== previous) return `order ${order} is wrongly linked`;
    if (++queued > orderCount) return `more than the ${orderCount} orders counted`;
    sum += resting;
    previous = order;
    order = words[at + ORDER.NEXT]!;
  }
  if (previous !== memory.levels.i32[(level << LEVEL_SHIFT) + LEVEL.TAIL])
    return 'the tail is not the last order';
  if (queued !== orderCount) return `${queued} orders queue, ${orderCount} counted`;
  if (sum !== quantity) return `orders sum to ${sum}, the level says ${quantity}`;
  return undefined;
}
