/**
 * The simulator's own books: every live order, each price level's queue, the touch. Owns flat arrays
 * with a free list; must never allocate per order once they have grown. Prices are ticks in a window
 * of fixed width per symbol; a level belongs to one side because the book never crosses. Feed thread.
 */

/** Width of a symbol's price window. */
export const WINDOW_TICKS = 1024;
const WINDOW_SHIFT = 10;

export const SIM_BID = 0;
export const SIM_ASK = 1;
export type SimSide = typeof SIM_BID | typeof SIM_ASK;

/** Best tick of an empty bid side; of an empty ask side it is WINDOW_TICKS. */
export const NO_BID = -1;

export class SimulatedMarket {
  /** Orders alive, over all symbols. */
  liveCount = 0;
  /** Order slots in the order of their birth, roughly: a removal moves the youngest into the hole. */
  private live: Int32Array;
  private livePosition: Int32Array;
  private owner: Int32Array;
  private tick: Int32Array;
  private quantity: Int32Array;
  private referenceHigh: Int32Array;
  private referenceLow: Int32Array;
  private next: Int32Array;
  private previous: Int32Array;
  private freeSlot = 0;
  private usedSlots = 1;
  /** First and last order of each level; slot 0 is nobody. */
  private readonly levelHead: Int32Array;
  private readonly levelTail: Int32Array;
  private readonly bestTick: Int32Array;
  private readonly sideCount: Int32Array;

  constructor(
    readonly symbolCount: number,
    orderCapacity: number,
  ) {
    const slots = orderCapacity + 1;
    this.live = new Int32Array(slots);
    this.livePosition = new Int32Array(slots);
    this.owner = new Int32Array(slots);
    this.tick = new Int32Array(slots);
    this.quantity = new Int32Array(slots);
    this.referenceHigh = new Int32Array(slots);
    this.referenceLow = new Int32Array(slots);
    this.next = new Int32Array(slots);
    this.previous = new Int32Array(slots);
    this.levelHead = new Int32Array(symbolCount << WINDOW_SHIFT);
    this.levelTail = new Int32Array(symbolCount << WINDOW_SHIFT);
    this.bestTick = new Int32Array(symbolCount * 2);
    this.sideCount = new Int32Array(symbolCount * 2);
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      this.bestTick[symbol * 2 + SIM_BID] = NO_BID;
      this.bestTick[symbol * 2 + SIM_ASK] = WINDOW_TICKS;
    }
  }

  best(symbol: number, side: SimSide): number {
    return this.bestTick[symbol * 2 + side]!;
  }

  orderCount(symbol: number, side: SimSide): number {
    return this.sideCount[symbol * 2 + side]!;
  }

  liveOrder(position: number): number {
    return this.live[position]!;
  }
  /** 0 where the level is empty. */
  firstOrder(symbol: number, tick: number): number {
    return this.levelHead[(symbol << WINDOW_SHIFT) + tick]!;
  }
  lastOrder(symbol: number, tick: number): number {
    return this.levelTail[(symbol << WINDOW_SHIFT) + tick]!;
  }
  /** The next in the level's queue; 0 behind the last. */
  nextOrder(order: number): number {
    return this.next[order]!;
  }
  symbolOf(order: number): number {
    return this.owner[order]! >> 1;
  }
  sideOf(order: number): SimSide {
    return (this.owner[order]! & 1) as SimSide;
  }
  tickOf(order: number): number {
    return this.tick[order]!;
  }
  quantityOf(order: number): number {
    return this.quantity[order]!;
  }
  referenceHighOf(order: number): number {
    return this.referenceHigh[order]!;
  }
  referenceLowOf(order: number): number {
    return this.referenceLow[order]!;
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
    const order = this.takeSlot();
    this.owner[order] = (symbol << 1) | side;
    this.tick[order] = tick;
    this.quantity[order] = quantity;
    this.referenceHigh[order] = high;
    this.referenceLow[order] = low;
    this.livePosition[order] = this.liveCount;
    this.live[this.liveCount++] = order;
    const level = (symbol << WINDOW_SHIFT) + tick;
    const tail = this.levelTail[level]!;
    this.previous[order] = tail;
    this.next[order] = 0;
    if (tail === 0) this.levelHead[level] = order;
    else this.next[tail] = order;
    this.levelTail[level] = order;
    const book = symbol * 2 + side;
    this.sideCount[book] = this.sideCount[book]! + 1;
    const best = this.bestTick[book]!;
    if (side === SIM_BID ? tick > best : tick < best) this.bestTick[book] = tick;
  }

  /** The order keeps its place; at 0 it is gone. */
  reduce(order: number, quantity: number): void {
    const left = this.quantity[order]! - quantity;
    if (left > 0) this.quantity[order] = left;
    else this.remove(order);
  }

  remove(order: number): void {
    const level = (this.symbolOf(order) << WINDOW_SHIFT) + this.tick[order]!;
    const previous = this.previous[order]!;
    const next = this.next[order]!;
    if (previous === 0) this.levelHead[level] = next;
    else this.next[previous] = next;
    if (next === 0) this.levelTail[level] = previous;
    else this.previous[next] = previous;
    const book = this.owner[order]!;
    this.sideCount[book] = this.sideCount[book]! - 1;
    if (previous === 0 && next === 0 && this.bestTick[book] === this.tick[order])
      this.moveTouch(book);
    const youngest = this.live[--this.liveCount]!;
    const position = this.livePosition[order]!;
    this.live[position] = youngest;
    this.livePosition[youngest] = position;
    this.next[order] = this.freeSlot;
    this.freeSlot = order;
  }

  /** The best level is empty: look outwards for the next one. */
  private moveTouch(book: number): void {
    const side = book & 1;
    let tick = this.bestTick[book]!;
    if (this.sideCount[book] === 0) {
      tick = side === SIM_BID ? NO_BID : WINDOW_TICKS;
    } else {
      const step = side === SIM_BID ? -1 : 1;
      const base = (book >> 1) << WINDOW_SHIFT;
      do tick += step;
      while (this.levelHead[base + tick] === 0);
    }
    this.bestTick[book] = tick;
  }

  private takeSlot(): number {
    const free = this.freeSlot;
    if (free !== 0) {
      this.freeSlot = this.next[free]!;
      return free;
    }
    if (this.usedSlots === this.next.length) this.grow();
    return this.usedSlots++;
  }

  /** Cold: twice the slots. */
  private grow(): void {
    this.live = doubled(this.live);
    this.livePosition = doubled(this.livePosition);
    this.owner = doubled(this.owner);
    this.tick = doubled(this.tick);
    this.quantity = doubled(this.quantity);
    this.referenceHigh = doubled(this.referenceHigh);
    this.referenceLow = doubled(this.referenceLow);
    this.next = doubled(this.next);
    this.previous = doubled(this.previous);
  }
}

function doubled(array: Int32Array): Int32Array {
  const twice = new Int32Array(array.length * 2);
  twice.set(array);
  return twice;
}
