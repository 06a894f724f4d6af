/**
 * A line's own copy of one symbol's book (L2), kept in the feed beside the lane's: what takes over when
 * another line fails (see hot-standby.ts), and what is compared with the other lines by its hash. Owns the
 * levels; as LevelRows it is the image to send: bids, best first, then asks. Feed thread.
 */
import { levelHashHigh, levelHashLow } from '../../../market/book-hash.js';
import { ASK, BID, type Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';
import type { LevelRows } from './level-rows.js';
import { flip, LevelSides } from './level-sides.js';

export class ShadowBook extends LevelSides {
  /** Of all levels, as int32: equal books have equal hashes, whatever led to them. */
  hashLow = 0;
  hashHigh = 0;

  /** @param depthLimit levels a side; 0 for no limit. */
  constructor(readonly depthLimit: number) {
    super();
  }

  override clear(): void {
    super.clear();
    this.hashLow = 0;
    this.hashHigh = 0;
  }

  /** All levels of a message, absolute, 0 removes; then what lies beyond the depth is forgotten. */
  apply(rows: LevelRows): void {
    for (let i = 0; i < rows.count; i++) this.set(rows.side(i), rows.price(i), rows.quantity(i));
    if (this.depthLimit === 0) return;
    this.truncate(BID);
    this.truncate(ASK);
  }

  private set(side: Side, price: Ticks, quantity: Lots): void {
    const before = this.sides[side].set(flip(side, price), quantity) as Lots;
    if (before !== 0) this.addHash(side, price, before, -1);
    if (quantity !== 0) this.addHash(side, price, quantity, 1);
  }

  private truncate(side: Side): void {
    const levels = this.sides[side];
    while (levels.count > this.depthLimit) {
      const price = flip(side, levels.rankPrices[0]!) as Ticks;
      this.addHash(side, price, levels.quantities[0]! as Lots, -1);
      levels.dropWorst();
    }
  }

  private addHash(side: Side, price: Ticks, quantity: Lots, sign: 1 | -1): void {
    this.hashLow = (this.hashLow + sign * levelHashLow(side, price, quantity)) | 0;
    this.hashHigh = (this.hashHigh + sign * levelHashHigh(side, price, quantity)) | 0;
  }
}
