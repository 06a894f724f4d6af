/**
 * A server's books as naively as possible, to test the SDK against: Maps, sorting, and the book hash
 * in BigInt arithmetic from docs/protocol.md. Makes images and deltas of any window.
 */
import type { LevelChanges } from '../../src/frame/level-vector.js';

export interface ModelLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

export type ModelSide = Map<number, ModelLevel>;

const MASK = 0xffffffffn;

function mix(word: bigint): bigint {
  word = ((word ^ (word >> 16n)) * 0x85ebca6bn) & MASK;
  word = ((word ^ (word >> 13n)) * 0xc2b2ae35n) & MASK;
  return word ^ (word >> 16n);
}

function levelWord(seed: bigint, side: number, level: ModelLevel): bigint {
  const price = BigInt.asUintN(64, BigInt(level.price));
  const quantity = BigInt.asUintN(64, BigInt(level.quantity));
  let word = mix((seed ^ (price & MASK) ^ (BigInt(side) << 31n)) & MASK);
  word = mix((word + (price >> 32n) * 0x9e3779b1n) & MASK);
  word = mix((word ^ (quantity & MASK)) & MASK);
  return mix((word + (quantity >> 32n) * 0x9e3779b1n) & MASK);
}

/** [low, high] as int32. */
export function naiveHash(sides: readonly (readonly ModelLevel[])[]): [number, number] {
  let low = 0n;
  let high = 0n;
  sides.forEach((levels, side) => {
    for (const level of levels) {
      low += levelWord(0x2545f491n, side, level);
      high += levelWord(0x5bd1e995n, side, level);
    }
  });
  return [Number(BigInt.asIntN(32, low)), Number(BigInt.asIntN(32, high))];
}

/** The best `depth` levels, best first. Side 0 is bids. */
export function windowOf(side: number, levels: ModelSide, depth: number): ModelLevel[] {
  const sorted = [...levels.values()].sort((a, b) =>
    side === 0 ? b.price - a.price : a.price - b.price,
  );
  return sorted.slice(0, Math.min(depth, sorted.length));
}

interface Change {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
  readonly action: number;
}

/** What leads from one window to the next, best first. */
function changesBetween(
  side: number,
  before: readonly ModelLevel[],
  after: readonly ModelLevel[],
  all: ModelSide,
): Change[] {
  const old = new Map(before.map((level) => [level.price, level]));
  const now = new Map(after.map((level) => [level.price, level]));
  const changes: Change[] = [];
  for (const level of after) {
    const was = old.get(level.price);
    if (was === undefined || was.quantity !== level.quantity || was.orders !== level.orders)
      changes.push({ ...level, action: 0 });
  }
  for (const { price } of before) {
    if (!now.has(price))
      changes.push({ price, quantity: 0, orders: 0, action: all.has(price) ? 2 : 1 });
  }
  return changes.sort((a, b) => (side === 0 ? b.price - a.price : a.price - b.price));
}

const columns = (
  changes: readonly Change[],
): [Float64Array, Float64Array, Int32Array, Uint8Array] => [
  Float64Array.from(changes, (each) => each.price),
  Float64Array.from(changes, (each) => each.quantity),
  Int32Array.from(changes, (each) => each.orders),
  Uint8Array.from(changes, (each) => each.action),
];

function levelChangesOf(bids: readonly Change[], asks: readonly Change[]): LevelChanges {
  const [bidPrice, bidQuantity, bidOrders, bidAction] = columns(bids);
  const [askPrice, askQuantity, askOrders, askAction] = columns(asks);
  return {
    bidCount: bids.length,
    bidPrice,
    bidQuantity,
    bidOrders,
    bidAction,
    askCount: asks.length,
    askPrice,
    askQuantity,
    askOrders,
    askAction,
  };
}

/** One change of one level: quantity 0 removes it. */
export interface BookStep {
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
}

/** A book with one window of it, as a lane keeps it. */
export class ModelBook {
  readonly sides: [ModelSide, ModelSide] = [new Map(), new Map()];
  private told: [ModelLevel[], ModelLevel[]] = [[], []];

  constructor(readonly depth: number) {}

  apply(step: BookStep): void {
    const side = this.sides[step.side]!;
    if (step.quantity === 0) side.delete(step.price);
    else
      side.set(step.price, {
        price: step.price,
        quantity: step.quantity,
        orders: step.quantity % 7,
      });
  }

  window(): [ModelLevel[], ModelLevel[]] {
    return [windowOf(0, this.sides[0], this.depth), windowOf(1, this.sides[1], this.depth)];
  }

  hash(): [number, number] {
    return naiveHash(this.window());
  }

  /** What changed since the last call. */
  cutDelta(): LevelChanges {
    const now = this.window();
    const [oldBids, oldAsks] = this.told;
    this.told = now;
    return levelChangesOf(
      changesBetween(0, oldBids, now[0], this.sides[0]),
      changesBetween(1, oldAsks, now[1], this.sides[1]),
    );
  }

  /** The whole window, in the shape of an image. */
  image(): LevelChanges {
    const [bids, asks] = this.window();
    const set = (levels: readonly ModelLevel[]): Change[] =>
      levels.map((level) => ({ ...level, action: 0 }));
    return levelChangesOf(set(bids), set(asks));
  }
}
