/**
 * The simulator's own books: every live order, each price level's queue, the touch. Owns flat arrays
 * with a free list; must never allocate per order once they have grown. Prices are ticks in a window
 * of fixed width per symbol; a level belongs to one side because the book never crosses. Feed thread.
 *
 *   order, 8 words: one cache line holds two
 *      0 [ symbol << 1 | side ][ tick         ][ quantity     ][ reference high ]
 *      4 [ reference low      ][ next, or free ][ previous    ][ place in live  ]
 *   level, 2 words:  [ first order ][ last order ]      0 is nobody
 *   side,  2 words:  [ best tick   ][ orders     ]      side of a book = symbol << 1 | side
 */

/** Width of a symbol's price window. */
export const WINDOW_TICKS = 1024;
const WINDOW_SHIFT = 10;

export const SIM_BID = 0;
export const SIM_ASK = 1;
export type SimSide = typeof SIM_BID | typeof SIM_ASK;

const ORDER_SHIFT = 3;
const ORDER = {
  OWNER: 0,
  TICK: 1,
  QUANTITY: 2,
  REFERENCE_HIGH: 3,
  REFERENCE_LOW: 4,
  NEXT: 5,
  PREVIOUS: 6,
  LIVE_POSITION: 7,
} as const;
const LEVEL = { FIRST: 0, LAST: 1 } as const;
const SIDE = { BEST: 0, COUNT: 1 } as const;

/** Best tick of an empty bid side; of an empty ask side it is WINDOW_TICKS. */
export const NO_BID = -1;

export class SimulatedMarket {
  /** Orders alive, over all symbols. */
  liveCount = 0;
  /** Orders in the order of their birth, roughly: a removal moves the youngest into the hole. */
  private live: Int32Array;
  private orders: Int32Array;
  private readonly levels: Int32Array;
  private readonly sides: Int32Array;
  private freeOrder = 0;
  private usedOrders = 1;

  constructor(
    readonly symbolCount: number,
    orderCapacity: number,
  ) {
    this.live = new Int32Array(orderCapacity + 1);
    this.orders = new Int32Array((orderCapacity + 1) << ORDER_SHIFT);
    this.levels = new Int32Array((symbolCount << WINDOW_SHIFT) * 2);
    this.sides = new Int32Array(symbolCount * 4);
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      this.sides[symbol * 4 + SIDE.BEST] = NO_BID;
      this.sides[symbol * 4 + 2 + SIDE.BEST] = WINDOW_TICKS;
    }
  }

  best(symbol: number, side: SimSide): number {
    return this.sides[symbol * 4 + side * 2 + SIDE.BEST]!;
  }

  orderCount(symbol: number, side: SimSide): number {
    return this.sides[symbol * 4 + side * 2 + SIDE.COUNT]!;
  }

  liveOrder(position: number): number {
    return this.live[position]!;
  }
  /** 0 where the level is empty. */
  firstOrder(symbol: number, tick: number): number {
    return this.levels[((symbol << WINDOW_SHIFT) + tick) * 2 + LEVEL.FIRST]!;
  }
  lastOrder(symbol: number, tick: number): number {
    return this.levels[((symbol << WINDOW_SHIFT) + tick) * 2 + LEVEL.LAST]!;
  }
  /** The next in the level's queue; 0 behind the last. */
  nextOrder(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.NEXT]!;
  }
  symbolOf(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.OWNER]! >> 1;
  }
  sideOf(order: number): SimSide {
    return (this.orders[(order << ORDER_SHIFT) + ORDER.OWNER]! & 1) as SimSide;
  }
  tickOf(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.TICK]!;
  }
  quantityOf(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.QUANTITY]!;
  }
  referenceHighOf(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.REFERENCE_HIGH]!;
  }
  referenceLowOf(order: number): number {
    return this.orders[(order << ORDER_SHIFT) + ORDER.REFERENCE_LOW]!;
  }

  /** Last in its level's queue. */
  add(
    symbol: number,
    side: SimSide,
    tick: number,
    quantity: number,
    high: number,
    low: number,
  ): void {
    const order = this.takeOrder();
    const { orders, levels, sides } = this;
    const level = ((symbol << WINDOW_SHIFT) + tick) * 2;
    const last = levels[level + LEVEL.LAST]!;
    const at = order << ORDER_SHIFT;
    orders[at + ORDER.OWNER] = (symbol << 1) | side;
    orders[at + ORDER.TICK] = tick;
    orders[at + ORDER.QUANTITY] = quantity;
    orders[at + ORDER.REFERENCE_HIGH] = high;
    orders[at + ORDER.REFERENCE_LOW] = low;
    orders[at + ORDER.NEXT] = 0;
    orders[at + ORDER.PREVIOUS] = last;
    orders[at + ORDER.LIVE_POSITION] = this.liveCount;
    this.live[this.liveCount++] = order;
    if (last === 0) levels[level + LEVEL.FIRST] = order;
    else orders[(last << ORDER_SHIFT) + ORDER.NEXT] = order;
    levels[level + LEVEL.LAST] = order;
    const book = symbol * 4 + side * 2;
    sides[book + SIDE.COUNT] = sides[book + SIDE.COUNT]! + 1;
    const best = sides[book + SIDE.BEST]!;
    if (side === SIM_BID ? tick > best : tick < best) sides[book + SIDE.BEST] = tick;
  }

  /** The order keeps its place; at 0 it is gone. */
  reduce(order: number, quantity: number): void {
    const at = (order << ORDER_SHIFT) + ORDER.QUANTITY;
    const left = this.orders[at]! - quantity;
    if (left > 0) this.orders[at] = left;
    else this.remove(order);
  }

  remove(order: number): void {
    const { orders, levels, sides } = this;
    const at = order << ORDER_SHIFT;
    const owner = orders[at + ORDER.OWNER]!;
    const tick = orders[at + ORDER.TICK]!;
    const previous = orders[at + ORDER.PREVIOUS]!;
    const next = orders[at + ORDER.NEXT]!;
    const level = (((owner >> 1) << WINDOW_SHIFT) + tick) * 2;
    if (previous === 0) levels[level + LEVEL.FIRST] = next;
    else orders[(previous << ORDER_SHIFT) + ORDER.NEXT] = next;
    if (next === 0) levels[level + LEVEL.LAST] = previous;
    else orders[(next << ORDER_SHIFT) + ORDER.PREVIOUS] = previous;
    const book = owner * 2;
    sides[book + SIDE.COUNT] = sides[book + SIDE.COUNT]! - 1;
    if (previous === 0 && next === 0 && sides[book + SIDE.BEST] === tick) this.moveTouch(owner);
    const youngest = this.live[--this.liveCount]!;
    const position = orders[at + ORDER.LIVE_POSITION]!;
    this.live[position] = youngest;
    orders[(youngest << ORDER_SHIFT) + ORDER.LIVE_POSITION] = position;
    orders[at + ORDER.NEXT] = this.freeOrder;
    this.freeOrder = order;
  }

  /** The best level is empty: look outwards for the next one. */
  private moveTouch(owner: number): void {
    const { levels, sides } = this;
    const side = owner & 1;
    const book = owner * 2;
    let tick = sides[book + SIDE.BEST]!;
    if (sides[book + SIDE.COUNT] === 0) {
      tick = side === SIM_BID ? NO_BID : WINDOW_TICKS;
    } else {
      const step = side === SIM_BID ? -1 : 1;
      const base = (owner >> 1) << WINDOW_SHIFT;
      do tick += step;
      while (levels[(base + tick) * 2 + LEVEL.FIRST] === 0);
    }
    sides[book + SIDE.BEST] = tick;
  }

  private takeOrder(): number {
    const free = this.freeOrder;
    if (free !== 0) {
      this.freeOrder = this.orders[(free << ORDER_SHIFT) + ORDER.NEXT]!;
      return free;
    }
    if (this.usedOrders === this.live.length) this.grow();
    return this.usedOrders++;
  }

  /** Cold: room for twice the orders. */
  private grow(): void {
    this.live = doubled(this.live);
    this.orders = doubled(this.orders);
  }
}

function doubled(array: Int32Array): Int32Array {
  const twice = new Int32Array(array.length * 2);
  twice.set(array);
  return twice;
}
