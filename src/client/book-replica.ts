/**
 * The client's copy of one book window. Owns its levels; applies image parts and deltas and checks
 * the hash; must never guess: what does not fit is refused, and the stream asks for an image.
 */
import type { BookDecoder, LevelVector } from '../frame/decode-book.js';
import { LEVEL_ACTION } from '../frame/level-vector.js';
import { formatScaled } from '../market/decimal.js';
import { ASK, BID, type Side } from '../market/side.js';
import { asLots, asTicks, type Lots, type Ticks } from '../market/units.js';
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../market/verified-range.js';
import { LevelSide } from './level-side.js';

/** A price with what rests there, exact as text at the instrument's scales and as integers. */
export interface Quote {
  readonly price: string;
  readonly quantity: string;
  readonly ticks: Ticks;
  readonly lots: Lots;
  /** 0 where the venue does not say. */
  readonly orderCount: number;
}

/** One price level of a book. */
export interface Level extends Quote {
  /**
   * False beyond what the venue's own image told: the level is real, but others between it and the
   * verified ones may be missing until they change.
   */
  readonly verified: boolean;
}

/** Decimals of prices and quantities. */
export interface Scales {
  readonly priceScale: number;
  readonly quantityScale: number;
}

export class BookReplica {
  private bids = new LevelSide(BID);
  private asks = new LevelSide(ASK);
  /** An image in parts is put together here and shown when it is whole. */
  private nextBids = new LevelSide(BID);
  private nextAsks = new LevelSide(ASK);
  private verifiedBid: number = VERIFIED_BID_ALL;
  private verifiedAsk: number = VERIFIED_ASK_ALL;
  private nextVerifiedBid: number = VERIFIED_BID_ALL;
  private nextVerifiedAsk: number = VERIFIED_ASK_ALL;

  /**
   * @param depth levels a side of the window, Infinity for the full book.
   * @param scales tells the instrument's scales; they may change with an epoch.
   */
  constructor(
    readonly depth: number,
    private readonly scales: () => Scales,
  ) {}

  levelCount(side: Side): number {
    return this.of(side).count;
  }
  /** Price in ticks by rank, 0 the best; NaN beyond the window. */
  ticks(side: Side, rank: number): Ticks {
    return this.of(side).price(rank);
  }
  lots(side: Side, rank: number): Lots {
    return this.of(side).quantity(rank);
  }
  orderCount(side: Side, rank: number): number {
    return this.of(side).orderCount(rank);
  }

  /** A level by rank, 0 the best; undefined beyond the window. */
  level(side: Side, rank: number): Level | undefined {
    const from = this.of(side);
    if (rank >= from.count) return undefined;
    const { priceScale, quantityScale } = this.scales();
    const ticks = from.price(rank);
    const lots = from.quantity(rank);
    return {
      price: formatScaled(ticks, priceScale),
      quantity: formatScaled(lots, quantityScale),
      ticks,
      lots,
      orderCount: from.orderCount(rank),
      verified: this.isVerified(side, ticks),
    };
  }

  /** Whether the side is complete down to this price. */
  isVerified(side: Side, ticks: Ticks): boolean {
    return side === BID ? ticks >= this.verifiedBid : ticks <= this.verifiedAsk;
  }

  get bestBid(): Level | undefined {
    return this.level(BID, 0);
  }
  get bestAsk(): Level | undefined {
    return this.level(ASK, 0);
  }
  /** Best first. */
  bidLevels(limit = Infinity): Level[] {
    return this.levels(BID, limit);
  }
  /** Best first. */
  askLevels(limit = Infinity): Level[] {
    return this.levels(ASK, limit);
  }

  /** Low word of the book hash, int32. */
  get hashLow(): number {
    return (this.bids.hashLow + this.asks.hashLow) | 0;
  }
  get hashHigh(): number {
    return (this.bids.hashHigh + this.asks.hashHigh) | 0;
  }

  /** @internal Forget what was put together of an image. */
  beginImage(): void {
    this.nextBids.clear();
    this.nextAsks.clear();
  }

  /** @internal One part of an image. @returns false when it is not in order. */
  addImagePart(frame: BookDecoder): boolean {
    this.nextVerifiedBid = frame.verifiedBid;
    this.nextVerifiedAsk = frame.verifiedAsk;
    return append(this.nextBids, frame.bids) && append(this.nextAsks, frame.asks);
  }

  /** @internal Whether the image put together has this hash. */
  imageHashIs(low: number, high: number): boolean {
    return (
      ((this.nextBids.hashLow + this.nextAsks.hashLow) | 0) === low &&
      ((this.nextBids.hashHigh + this.nextAsks.hashHigh) | 0) === high
    );
  }

  /** @internal Show the image that was put together. */
  endImage(): void {
    const { bids, asks } = this;
    this.bids = this.nextBids;
    this.asks = this.nextAsks;
    this.verifiedBid = this.nextVerifiedBid;
    this.verifiedAsk = this.nextVerifiedAsk;
    this.nextBids = bids;
    this.nextAsks = asks;
  }

  /** @internal @returns false when the delta does not fit this book; it may be half applied then. */
  applyDelta(frame: BookDecoder): boolean {
    if (!apply(this.bids, frame.bids) || !apply(this.asks, frame.asks)) return false;
    return this.bids.count <= this.depth && this.asks.count <= this.depth;
  }

  private of(side: Side): LevelSide {
    return side === BID ? this.bids : this.asks;
  }

  private levels(side: Side, limit: number): Level[] {
    const count = Math.min(limit, this.of(side).count);
    return Array.from({ length: count }, (_, rank) => this.level(side, rank)!);
  }
}

function append(side: LevelSide, levels: LevelVector): boolean {
  for (let i = 0; i < levels.count; i++) {
    const price = asTicks(levels.price(i));
    if (!side.append(price, asLots(levels.quantity(i)), levels.orderCount(i))) return false;
  }
  return true;
}

function apply(side: LevelSide, levels: LevelVector): boolean {
  for (let i = 0; i < levels.count; i++) {
    const price = asTicks(levels.price(i));
    switch (levels.action(i)) {
      case LEVEL_ACTION.SET:
        if (!side.set(price, asLots(levels.quantity(i)), levels.orderCount(i))) return false;
        break;
      case LEVEL_ACTION.DELETED:
      case LEVEL_ACTION.LEFT_WINDOW:
        if (!side.remove(price)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}
