/**
 * Memory of all resting orders of a lane. Owns the record layout and the free list; must never
 * know how orders are found or what their level adds up to. Lane thread only.
 *
 *   word  0         1         2            3        4         5           6 … 7
 *         [id low  ][id high ][instrument ][level  ][next    ][previous  ][quantity, f64, Lots]
 *
 * One order is 32 bytes, so that touching it costs one cache line. `next` and `previous` link the
 * queue of its level, first come first; in a free record `next` links the free list.
 */

/** No order, no level, no change: the end of every list. */
export const NIL = -1;

/** A record's first word is `order << ORDER_SHIFT`, its first double `order << ORDER_SHIFT_F64`. */
export const ORDER_SHIFT = 3;
export const ORDER_SHIFT_F64 = 2;

export const ORDER = {
  ID_LOW: 0,
  ID_HIGH: 1,
  INSTRUMENT: 2,
  LEVEL: 3,
  NEXT: 4,
  PREVIOUS: 5,
  /** In doubles from the record's first. */
  QUANTITY_F64: 3,
} as const;

const ORDER_BYTES = 32;

// Folded into the code; an exported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const ORDER_AT = ORDER_SHIFT;
const NEXT = ORDER.NEXT;

export class OrderPool {
  i32: Int32Array;
  f64: Float64Array;
  /** Orders resting now. */
  count = 0;
  capacity: number;
  private firstFree = NONE;
  /** Records from here on were never used: the free list need not be built in advance. */
  private unusedFrom = 0;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * ORDER_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.capacity = capacity;
  }

  allocate(): number {
    this.count++;
    const order = this.firstFree;
    if (order !== NONE) {
      this.firstFree = this.i32[(order << ORDER_AT) + NEXT]!;
      return order;
    }
    if (this.unusedFrom === this.capacity) this.grow();
    return this.unusedFrom++;
  }

  release(order: number): void {
    this.count--;
    this.i32[(order << ORDER_AT) + NEXT] = this.firstFree;
    this.firstFree = order;
  }

  private grow(): void {
    this.capacity *= 2;
    const grown = new Int32Array(new ArrayBuffer(this.capacity * ORDER_BYTES));
    grown.set(this.i32);
    this.i32 = grown;
    this.f64 = new Float64Array(grown.buffer);
  }
}
