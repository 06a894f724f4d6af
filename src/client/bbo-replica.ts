/** The client's copy of the best bid and offer. Owns the four numbers. */
import type { BboDecoder } from '../frame/decode-bbo.js';
import { formatScaled } from '../market/decimal.js';
import { asLots, asTicks } from '../market/units.js';
import type { Quote, Scales } from './book-replica.js';

export class BboReplica {
  /** undefined while the side is empty. */
  bid: Quote | undefined;
  ask: Quote | undefined;

  constructor(private readonly scales: () => Scales) {}

  /** @internal @returns false when a number is not one of ours. */
  apply(frame: BboDecoder): boolean {
    const { bidPrice, bidQuantity, askPrice, askQuantity } = frame;
    if (!(bidQuantity >= 0) || !(askQuantity >= 0)) return false;
    if (!Number.isSafeInteger(bidPrice) || !Number.isSafeInteger(askPrice)) return false;
    this.bid = this.quoteOf(bidPrice, bidQuantity);
    this.ask = this.quoteOf(askPrice, askQuantity);
    return true;
  }

  private quoteOf(ticks: number, lots: number): Quote | undefined {
    if (lots === 0) return undefined;
    const { priceScale, quantityScale } = this.scales();
    return {
      price: formatScaled(ticks, priceScale),
      quantity: formatScaled(lots, quantityScale),
      ticks: asTicks(ticks),
      lots: asLots(lots),
      orderCount: 0,
    };
  }
}
