/**
 * How far a venue's image tells its book. A side with as many levels as were asked for may go on beyond
 * them, unknown until it changes; a side with fewer is told whole.
 */
import { BID } from '../../../market/side.js';
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../../../market/verified-range.js';
import type { LevelRows } from './level-rows.js';

/** In ticks: bids at or above `bid` and asks at or below `ask` are complete. */
export interface VerifiedRange {
  readonly bid: number;
  readonly ask: number;
}

/** @param depth levels a side that the image was asked to have. */
export function verifiedRange(image: LevelRows, depth: number): VerifiedRange {
  let bids = 0;
  let lowestBid = Infinity;
  let highestAsk = -Infinity;
  for (let i = 0; i < image.count; i++) {
    const price = image.price(i);
    if (image.side(i) === BID) {
      bids++;
      lowestBid = Math.min(lowestBid, price);
    } else {
      highestAsk = Math.max(highestAsk, price);
    }
  }
  return {
    bid: bids < depth ? VERIFIED_BID_ALL : lowestBid,
    ask: image.count - bids < depth ? VERIFIED_ASK_ALL : highestAsk,
  };
}
